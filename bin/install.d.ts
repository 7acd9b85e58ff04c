/** Packages of a lock file by their folder; the project itself is `""`. */
type Packages = Record<string, { version?: string }>;

/** Whether every package of a lock file is installed in its version, as npm notes it. */
export function areInstalled(wanted: Packages, found: Packages): boolean;
