import { Misuse } from "../refusal.ts";
import { serveCommand } from "./serve_command.ts";
import { explain, type Terminal } from "./terminal.ts";

/**
 * Runs the command line. Answers the exit code: 0 when all went well, 1 when something did not, 2
 * when the command was not understood.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    // A gateway keeps in memory what it has loaded, so it does without the other commands.
    if (args.length === 1 && args[0] === "serve") return await serveCommand(terminal);
    const { runProgram } = await import("./program.ts");
    return await runProgram(args, terminal);
  } catch (error) {
    terminal.note(`offblock: ${explain(error)}`);
    return error instanceof Misuse ? 2 : 1;
  }
}
