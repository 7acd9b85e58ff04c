/** Where in the app a record is shown, as a link. */
export function addressOf(id: string): string {
  const [kind, uuid] = id.split(":");
  if (kind === "flight") return `#/flights/${uuid}`;
  return kind === "correction" ? "#/corrections" : `#/records/${kind}/${uuid}`;
}
