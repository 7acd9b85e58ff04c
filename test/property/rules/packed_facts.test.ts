import { expect, test } from "vitest";
import { withDefaults, withoutDefaults } from "../../../client/models/record_defaults.ts";
import { kindOfId } from "../../../client/models/records.ts";
import { keepFacts } from "../../../shared/facts/facts.ts";
import { packFacts, unpackFacts } from "../../../shared/facts/packed_facts.ts";
import { referenceLookups } from "../../../shared/facts/reference_lookups.ts";
import * as modelLists from "../../../shared/reference/model_lists.ts";
import type { StoredDocument } from "../../../client/store/messages.ts";
import { reportHome } from "../../../shared/rules/home_report.ts";
import { dice, randomLogbook } from "../../harness/random_logbook.ts";

const logbooks = 40;
const lookups = referenceLookups(
  (id) =>
    id.endsWith("0")
      ? undefined
      : { latitude: 37.4, longitude: -122.1, elevation_ft: 4, time_zone: null },
  () => modelLists,
);
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

test("what was packed comes back the same, and says the same", () => {
  for (let seed = 1; seed <= logbooks; seed++) {
    const documents = randomLogbook(dice(seed), 30) as unknown as StoredDocument[];
    const records = documents.map((one) => withDefaults(kindOfId(one._id), one));
    const keeper = keepFacts(records, lookups);
    const snapshot = keeper.snapshot();
    const back = unpackFacts(json(packFacts(snapshot)));
    const forgets = (kept: { corrects: string | null; created_at: string }) =>
      kept.corrects === null ? { ...kept, created_at: "" } : kept;
    expect(back.flights, `seed ${seed}`).toEqual(snapshot.flights.map(forgets));
    expect(back.sessions, `seed ${seed}`).toEqual(snapshot.sessions);
    const small = records.filter(({ _id }) => !/^(flight|training_session):/.test(_id));
    const again = keepFacts(small, lookups, back);
    expect(reportHome(again.current(), "2026-06-01"), `seed ${seed}`).toEqual(
      reportHome(keeper.current(), "2026-06-01"),
    );
    for (const record of records) {
      const kind = kindOfId(record._id);
      expect(withDefaults(kind, json(withoutDefaults(kind, record)))).toEqual(record);
    }
  }
});
