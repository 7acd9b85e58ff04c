import { useState } from "preact/hooks";
import { bookStyles } from "../models/book_columns.ts";
import { type BookSettings, lineCounts } from "../models/book_settings.ts";
import { plainFigures } from "../ui/digits.ts";
import { Icon } from "../ui/icon.tsx";

interface TurnProps {
  page: number;
  count: number;
  onTurn: (page: number) => void;
}

/** Leafing: back, forward, to a page by its number. */
export function Turn({ page, count, onTurn }: TurnProps) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const settle = () => {
    const number = Number(plainFigures(typed ?? ""));
    setTyped(undefined);
    if (Number.isInteger(number) && number > 0) onTurn(Math.min(count, number));
  };
  return (
    <div class="turn">
      <button
        type="button"
        class="icon_button"
        aria-label="Page before"
        disabled={page === 1}
        onClick={() => onTurn(page - 1)}
      >
        <Icon name="back" />
      </button>
      <label>
        Page{" "}
        <input
          class="input figures"
          inputMode="numeric"
          aria-label="Page"
          value={typed ?? String(page)}
          onFocus={(event) => event.currentTarget.select()}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => typed !== undefined && settle()}
          onKeyDown={(event) => {
            if (event.key === "Enter") settle();
          }}
        />{" "}
        of {count}
      </label>
      <button
        type="button"
        class="icon_button"
        aria-label="Page after"
        disabled={page === count}
        onClick={() => onTurn(page + 1)}
      >
        <Icon name="forward" />
      </button>
    </div>
  );
}

interface RulingProps {
  settings: BookSettings;
  /** The first and last day in the book. */
  days: readonly [string, string];
  onDay: (day: string) => void;
}

/** How the pages are ruled, and the way to a day. */
export function Ruling({ settings, days, onDay }: RulingProps) {
  return (
    <div class="ruling">
      <label>
        <span class="field_label">Columns</span>
        <select
          class="input"
          value={settings.style.value}
          onChange={({ currentTarget }) => {
            settings.style.value = currentTarget.value as keyof typeof bookStyles;
          }}
        >
          {Object.entries(bookStyles).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="field_label">Lines</span>
        <select
          class="input"
          value={settings.lines.value}
          onChange={({ currentTarget }) => {
            settings.lines.value = Number(currentTarget.value);
          }}
        >
          {lineCounts.map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="field_label">Go to a day</span>
        <input
          type="date"
          class="input"
          min={days[0]}
          max={days[1]}
          onChange={({ currentTarget }) => {
            if (currentTarget.value !== "") onDay(currentTarget.value);
          }}
        />
      </label>
    </div>
  );
}
