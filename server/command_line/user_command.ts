import { signUp } from "../auth/accounts.ts";
import { type Terminal, withLedger } from "./terminal.ts";

/** What `offblock user add` is told. */
export interface UserAddOptions {
  email: string;
  password: string;
  name?: string;
}

/** `offblock user add`: makes an account with its pilot logbook. */
export async function userAddCommand(terminal: Terminal, options: UserAddOptions): Promise<number> {
  const { email, password, name } = options;
  const account = await withLedger(terminal, ({ db }) =>
    signUp(db, { email, password, display_name: name }),
  );
  terminal.print(`Account ${account.email} made. Its logbook is ${account.logbook_id}.`);
  return 0;
}
