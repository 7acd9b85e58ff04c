/**
 * One line of a lookup list as it is written down. Its place in the list is its display order.
 * A code is never reused or removed: a line that is no longer wanted gets `is_deprecated`.
 */
export interface LookupEntry {
  /** Short and stable; the row's id on every installation is derived from it. */
  code: string;
  name: string;
  description: string;
  /** First day on which the definition was in force, `YYYY-MM-DD`. */
  effective_from?: string;
  /** Last day on which the definition was in force, `YYYY-MM-DD`. */
  effective_to?: string;
  is_deprecated?: true;
  /** For a class: the code of its category. */
  category_code?: string;
}

/** Writes one line of a list. */
export function entry(
  code: string,
  name: string,
  description: string,
  more?: Omit<LookupEntry, "code" | "name" | "description">,
): LookupEntry {
  return { code, name, description, ...more };
}
