import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useComputed } from "@preact/signals";
import {
  everyFlight,
  type FilterPart,
  filterOfParts,
  partsOfFilter,
} from "../../shared/flight_filter.ts";
import { useApp } from "../app_context.ts";
import { partWords } from "../fields/filter_words.ts";
import { addressOfPlace, type LogbookView, logbookViews } from "../models/logbook_address.ts";
import { Icon } from "../ui/icon.tsx";
import { ScreenName } from "../ui/screen_name.tsx";
import { FilterDialog } from "./filter_dialog.tsx";
import { SaveSearchDialog } from "./saved_search_list.tsx";
import type { FilterControl } from "./use_filter.ts";

/** The ways to read the logbook, each a link to the same flights. */
function ViewLinks({ control }: { control: FilterControl }) {
  const { filter } = control;
  return (
    <nav class="segments view_links" aria-label="Read it as">
      {(Object.entries(logbookViews) as [LogbookView, string][]).map(([view, label]) => (
        <a
          key={view}
          href={`#${addressOfPlace({ view, filter: filter.value })}`}
          aria-current={control.view === view ? "page" : undefined}
          onClick={control.settle}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}

function PartChip({ part, onRemove }: { part: FilterPart; onRemove: () => void }) {
  const words = partWords(useApp(), part);
  return (
    <li>
      <button type="button" class="chip" aria-label={`Remove: ${words}`} onClick={onRemove}>
        <bdi>{words}</bdi>
        <Icon name="close" />
      </button>
    </li>
  );
}

/** What is looked for: words, and everything else as chips that can be taken away. */
function FindBar({ control, count }: { control: FilterControl; count: number }) {
  const [dialog, setDialog] = useState<"filter" | "save" | undefined>(undefined);
  const { filter } = control;
  const parts = useComputed(() => partsOfFilter(filter.value));
  const chips = parts.value.filter(([name]) => name !== "words");
  const remove = (gone: FilterPart) =>
    control.change(filterOfParts(parts.value.filter((part) => part !== gone)) ?? everyFlight);
  return (
    <>
      <div class="with_button">
        <label class="search">
          <span class="visually_hidden">Search flights</span>
          <Icon name="search" />
          <input
            type="search"
            class="input"
            dir="auto"
            placeholder="Aircraft, airport, person, remark"
            value={control.words}
            onInput={({ currentTarget }) => control.type(currentTarget.value)}
          />
        </label>
        <button type="button" class="button" onClick={() => setDialog("filter")}>
          Filter
        </button>
      </div>
      {parts.value.length > 0 && (
        <ul class="chips" aria-label="Looking for">
          {chips.map((part) => (
            <PartChip key={part.join(":")} part={part} onRemove={() => remove(part)} />
          ))}
          <li>
            <button type="button" class="chip plain" onClick={() => setDialog("save")}>
              Save this search
            </button>
          </li>
          <li>
            <button type="button" class="chip plain" onClick={() => control.change(everyFlight)}>
              Show all
            </button>
          </li>
        </ul>
      )}
      {dialog === "filter" && (
        <FilterDialog control={control} count={count} onClose={() => setDialog(undefined)} />
      )}
      {dialog === "save" && (
        <SaveSearchDialog filter={filter.value} onClose={() => setDialog(undefined)} />
      )}
    </>
  );
}

interface LogbookHeadProps {
  control: FilterControl;
  /** How many flights are found. */
  count: number;
  children?: ComponentChildren;
}

/** The head that all ways to read the logbook share: which way, and what is looked for. */
export function LogbookHead({ control, count, children }: LogbookHeadProps) {
  return (
    <header class="list_head">
      <div class="view_head">
        <ScreenName>Logbook</ScreenName>
        <ViewLinks control={control} />
      </div>
      <FindBar control={control} count={count} />
      {children}
    </header>
  );
}
