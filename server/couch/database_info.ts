import type { Handler } from "hono";
import { readState } from "../ledger/document_store.ts";
import type { CouchEnv } from "./context.ts";

/** `GET /db/<logbook>/`: what the database holds and how far its feed has come. */
export const databaseInfo: Handler<CouchEnv> = async (c) => {
  const { name, logbook_id, read } = c.get("target");
  const state = await read((tx) => readState(tx, logbook_id));
  return c.json({
    db_name: name,
    doc_count: state?.doc_count ?? 0,
    doc_del_count: state?.doc_del_count ?? 0,
    update_seq: state?.seq ?? 0,
    purge_seq: 0,
    compact_running: false,
    instance_start_time: "0",
    disk_format_version: 8,
    props: {},
  });
};
