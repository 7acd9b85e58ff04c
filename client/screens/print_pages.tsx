import { useState } from "preact/hooks";
import { Dialog } from "../ui/dialog.tsx";

/** Pages that are printed in one go: beyond that a browser takes minutes to lay them out. */
const pages_max = 200;

interface PrintPagesProps {
  /** The page that is shown. */
  page: number;
  count: number;
  onPrint: (pages: PageRange) => void;
}

/** Pages from one to another, both included. */
export type PageRange = readonly [from: number, to: number];

/** Asks which pages are printed. */
export function PrintPages({ page, count, onPrint }: PrintPagesProps) {
  const [asking, setAsking] = useState(false);
  const [range, setRange] = useState<PageRange>([page, page]);
  const [problem, setProblem] = useState("");
  const [from, to] = range;
  const print = () => {
    if (!(from >= 1 && to <= count && from <= to))
      return setProblem(`Choose pages from 1 to ${count}, the first one first.`);
    if (to - from >= pages_max)
      return setProblem(`Up to ${pages_max} pages are printed in one go. Print the rest after.`);
    setAsking(false);
    onPrint(range);
  };
  const number = (label: string, value: number, at: 0 | 1) => (
    <label class="field">
      <span class="field_label">{label}</span>
      <input
        class="input figures"
        inputMode="numeric"
        value={Number.isNaN(value) ? "" : value}
        onInput={({ currentTarget }) => {
          const next = Number.parseInt(currentTarget.value, 10);
          setRange(at === 0 ? [next, to] : [from, next]);
        }}
      />
    </label>
  );
  return (
    <>
      <button
        type="button"
        class="button"
        onClick={() => {
          setRange([page, page]);
          setProblem("");
          setAsking(true);
        }}
      >
        Print …
      </button>
      {asking && (
        <Dialog title="Print pages" onClose={() => setAsking(false)}>
          <div class="form_grid">
            {number("From page", from, 0)}
            {number("To page", to, 1)}
          </div>
          <p class="soft">
            In landscape, a sheet for each page; two facing sheets, as paper logbooks have them,
            where one would be too small to read. Choose the paper in the next dialog.
          </p>
          {problem !== "" && (
            <p class="notice bad" role="alert">
              {problem}
            </p>
          )}
          <div class="buttons">
            <button type="button" class="button primary" onClick={print}>
              Print
            </button>
            <button type="button" class="button" onClick={() => setRange([1, count])}>
              All {count}
            </button>
            <button type="button" class="button" onClick={() => setAsking(false)}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
