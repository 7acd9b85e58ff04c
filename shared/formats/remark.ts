/** How much a remark matters: to know, to look at, or something was left out. */
export type RemarkLevel = "info" | "warning" | "error";

/** One thing that a person should know about a cell or a line of an imported file. */
export interface Remark {
  /** The line of the file, counted from 1; 0 when the whole file is meant. */
  line: number;
  /** The column by its name in the file; empty when the whole line is meant. */
  column: string;
  /** The cell as it was in the file. */
  cell: string;
  level: RemarkLevel;
  message: string;
}
