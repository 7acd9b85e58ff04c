/** The reports as the ledger answers them: the file's records go into a ledger of their own first. */
import { randomUUID } from "node:crypto";
import type { Day } from "../../shared/calendar.ts";
import type { Envelope } from "../../shared/kinds/kind.ts";
import { experienceTables } from "../../shared/experience/tables.ts";
import { limits } from "../../shared/limits.ts";
import type { Values } from "../../shared/merge.ts";
import { soughtCertificates } from "../../shared/totals/form_8710.ts";
import { systemClock } from "../clock.ts";
import { Misuse } from "../refusal.ts";
import { ledgerJudge } from "../ledger/ledger_judge.ts";
import { pushDocuments } from "../ledger/push.ts";
import type { Database, Queryable } from "../postgres/database.ts";
import type { Given } from "./calculations/calculation.ts";
import type { Terminal } from "./terminal.ts";
import { withThrowAwayLedger } from "./throw_away_ledger.ts";
import { picked, readChoice, readList, readWhole } from "./words.ts";

/** Whose logbook, and as seen on which day. */
interface Question {
  tx: Queryable;
  user_id: string;
  as_of: Day;
  given: Given;
}

const answers: Readonly<Record<string, (question: Question) => Promise<object>>> = {
  async currency({ tx, user_id, as_of, given }) {
    const wanted = given["rule"] === undefined ? null : readList(given["rule"]);
    const verdicts = await tx.query<object>(
      `select currency as rule, regulation, category_code as category, class_code as class,
          type_code as type, is_tailwheel as tailwheel, operation, status as state,
          last_event_date, expires_on as last_day, grace_ends_on as grace_last_day, days_remaining
        from logbook.currency_status($1, $2)
        where $3::text[] is null or currency = any ($3)
        order by currency, category_code, class_code, type_code, is_tailwheel, operation`,
      [user_id, as_of, wanted],
    );
    return { verdicts };
  },
  async expirations({ tx, user_id, as_of, given }) {
    const { within } = given;
    const days = within === undefined ? null : readWhole("within", within, 0, 36_525);
    const rows = await tx.query<{ days_left: number }>(
      `select kind, what, regulation, expires_on as last_day, days_remaining as days_left, record_id
        from logbook.expirations($1, $2)
        where $3::integer is null or days_remaining <= $3
        order by days_remaining, what`,
      [user_id, as_of, days],
    );
    return {
      upcoming: rows.filter(({ days_left }) => days_left >= 0),
      past: rows.filter(({ days_left }) => days_left < 0).toReversed(),
    };
  },
  async medical({ tx, user_id, as_of }) {
    const standing = await tx.query<object>(
      `select operation, status as state, expires_on as last_day, medical_id
        from logbook.medical_currency($1, $2) order by operation`,
      [user_id, as_of],
    );
    return { standing };
  },
  async totals({ tx, user_id, as_of }) {
    const [totals] = await tx.query<object>("select * from logbook.experience_totals($1, $2)", [
      user_id,
      as_of,
    ]);
    return { totals };
  },
  async experience({ tx, user_id, as_of, given }) {
    const asked = picked("table", given["table"], experienceTables, ({ table }) => table);
    const tables = [];
    for (const table of asked) {
      const { table: key, title, regulation } = table;
      const lines = await tx.query<{ missing: number }>(
        "select * from logbook.experience_standing($1, $2, $3)",
        [user_id, as_of, JSON.stringify(table)],
      );
      const complete = lines.every(({ missing }) => missing === 0);
      tables.push({ table: key, title, regulation, as_of, complete, lines });
    }
    return { tables };
  },
  async "8710"({ tx, user_id, as_of, given }) {
    const sought = readChoice("sought", given["sought"] ?? "private", soughtCertificates);
    const grid = await tx.query<{ grid_row: string; cells: object; undecided: string[] }>(
      `select grid_row, undecided, to_jsonb(g) - 'grid_row' - 'undecided' as cells
        from logbook.form_8710($1, $2, $3) g`,
      [user_id, as_of, sought],
    );
    const classes = await tx.query<object>(
      "select class_code as class, total, pic, sic from logbook.form_8710_classes($1, $2)",
      [user_id, as_of],
    );
    return {
      sought,
      rows: Object.fromEntries(grid.map(({ grid_row, cells }) => [grid_row, cells])),
      classes,
      undecided: grid.flatMap(({ undecided }) => undecided.map((id) => `flight:${id}`)),
    };
  },
};

/** The reports that the ledger answers. */
export const sqlReports: readonly string[] = Object.keys(answers);

/** Options that a report understands through PostgreSQL, beside those of all reports. */
const optionsBySql: Readonly<Record<string, readonly string[]>> = {
  currency: ["rule"],
  experience: ["table"],
  "8710": ["sought"],
  expirations: ["within"],
};

/** Throws `Misuse` for a report, or an option of it, that the ledger does not answer. */
export function checkAskedBySql(name: string, given: Given): void {
  if (!sqlReports.includes(name))
    throw new Misuse(
      `PostgreSQL does not answer report ${name}.`,
      `Leave --via away, or ask for ${sqlReports.join(", ")}.`,
    );
  const understood = ["from", "as-of", "via", ...(optionsBySql[name] ?? [])];
  const other = Object.keys(given).find((option) => !understood.includes(option));
  if (other !== undefined)
    throw new Misuse(
      `PostgreSQL does not answer report ${name} with --${other}.`,
      `Leave --via away, or --${other}.`,
    );
}

/** Kinds that no report asks about and that would need more than the file holds. */
const leftOut = /^(attachment|book_report|correction|entry_signature|public_key|saved_report):/;

/** Fills an empty logbook as a device would. Answers what the ledger did not take. */
async function fill(
  db: Database,
  account: { user_id: string; logbook_id: string },
  records: readonly Envelope[],
): Promise<{ id: string; why: string }[]> {
  const now = () => systemClock.now().toISOString();
  const context = { db, now, ...account, device_id: null, judge: ledgerJudge };
  const refused: { id: string; why: string }[] = [];
  const taken = records.filter(({ _id }) => !leftOut.test(_id));
  for (let at = 0; at < taken.length; at += limits.batch_documents) {
    const batch = taken.slice(at, at + limits.batch_documents).map((record) => ({
      id: record._id,
      deleted: false,
      body: record as unknown as Values,
      revision: { edit: undefined },
    }));
    for (const outcome of await pushDocuments(context, batch))
      if (!outcome.ok) refused.push({ id: outcome.id, why: outcome.reason });
  }
  const waiting = await db.transaction(account.user_id, (tx) =>
    tx.query<{ document_id: string }>("select document_id from sync.waiting order by document_id"),
  );
  return [
    ...refused,
    ...waiting.map(({ document_id }) => ({
      id: document_id,
      why: "It refers to a record that the file does not hold.",
    })),
  ];
}

/** Answers a report through PostgreSQL. `not_taken` lists what the ledger refused, or lets wait. */
export async function reportBySql(
  terminal: Terminal,
  name: string,
  records: readonly Envelope[],
  as_of: Day,
  given: Given,
): Promise<object> {
  return await withThrowAwayLedger(
    terminal,
    async ({ db }) => await reportFromLedger(db, name, records, as_of, given),
  );
}

/** Answers a report of a logbook of its own in an open ledger. */
export async function reportFromLedger(
  db: Database,
  name: string,
  records: readonly Envelope[],
  as_of: Day,
  given: Given,
): Promise<object> {
  const user_id = randomUUID();
  const [account] = await db.transaction(user_id, (tx) =>
    tx.query<{ user_id: string; logbook_id: string }>(
      "select user_id, logbook_id from auth.sign_up($1 || '@offblock.invalid', 'asked', 'none', null, $1::uuid)",
      [user_id],
    ),
  );
  const not_taken = await fill(db, account!, records);
  const answer = await db.transaction(
    account!.user_id,
    (tx) => answers[name]!({ tx, user_id: account!.user_id, as_of, given }),
    { read_only: true },
  );
  return { as_of, ...answer, not_taken };
}
