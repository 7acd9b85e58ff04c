import { describe, expect, test } from "vitest";
import { sampleDocuments } from "../../../client/models/sample_logbook.ts";
import { newRowId, stableId } from "../../../shared/ids.ts";
import { validate } from "../../../shared/validate.ts";

const at = "2026-05-01T10:00:00Z";

describe("the sample logbook", () => {
  test.each(["2026-05-01", "2028-02-29", "2027-01-01"])(
    "holds only valid entries, each once, on %s",
    (today) => {
      const logbook_id = newRowId();
      const airport = (code: string) => stableId(`airport:${code}`);
      const documents = sampleDocuments({ logbook_id, today, airport });
      for (const document of documents)
        expect(
          validate({ ...document, created_at: at, updated_at: at }),
          document._id,
        ).toMatchObject({ ok: true });
      expect(new Set(documents.map(({ _id }) => _id)).size).toBe(documents.length);
    },
  );
  test("names the airports in words where none is known", () => {
    const documents = sampleDocuments({
      logbook_id: newRowId(),
      today: "2026-05-01",
      airport: () => null,
    });
    for (const document of documents)
      expect(validate({ ...document, created_at: at, updated_at: at })).toMatchObject({ ok: true });
  });
});
