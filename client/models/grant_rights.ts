import type { Grant } from "./grants.ts";

/** Whether a holder of this grant may write: only drone and driver books, as a coordinator. */
export function grantWrites({ role, book }: Pick<Grant, "role" | "book">): boolean {
  return role === "coordinator" && book !== "pilot";
}
