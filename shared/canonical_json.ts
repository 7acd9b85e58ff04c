/**
 * Canonical JSON, RFC 8785 (JCS): members sorted by UTF-16 code units, no white space, numbers as
 * ECMAScript writes them. Members that are undefined are left out, as in JSON.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value))
    return `[${value.map((item) => (item === undefined ? "null" : canonicalJson(item))).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = value as Record<string, unknown>;
    const parts = Object.keys(members)
      .filter((key) => members[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(members[key])}`);
    return `{${parts.join(",")}}`;
  }
  return JSON.stringify(value);
}
