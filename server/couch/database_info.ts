import type { Handler } from "hono";
import { readState } from "../ledger/document_store.ts";
import type { CouchEnv, Target } from "./context.ts";

/** What a database holds and how far its feed has come. */
export async function readInfo({ name, logbook_id, read }: Target): Promise<object> {
  const state = await read((tx) => readState(tx, logbook_id));
  return {
    db_name: name,
    doc_count: state?.doc_count ?? 0,
    doc_del_count: state?.doc_del_count ?? 0,
    update_seq: state?.seq ?? 0,
    purge_seq: 0,
    compact_running: false,
    instance_start_time: "0",
    disk_format_version: 8,
    props: {},
  };
}

/** `GET /db/<logbook>/`. */
export const databaseInfo: Handler<CouchEnv> = async (c) => c.json(await readInfo(c.get("target")));
