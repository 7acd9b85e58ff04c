import { limits } from "../../shared/limits.ts";

/** What is said of a line of text that no record can hold; nothing while one can. */
export function lengthProblem(text: string): string {
  const most = limits.text_characters;
  return text.trim().length > most ? `At most ${most} characters. Shorten it.` : "";
}
