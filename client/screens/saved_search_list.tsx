import { useState } from "preact/hooks";
import type { FlightFilter } from "../../shared/flight_filter.ts";
import { useApp } from "../app_context.ts";
import { addressOfPlace } from "../models/logbook_address.ts";
import type { AnyRecord } from "../models/logbook.ts";
import { fieldsOf } from "../models/logbook.ts";
import { type SavedSearch, savedSearches, saveSearch } from "../models/saved_searches.ts";
import { FormDialog } from "../ui/form_dialog.tsx";
import { Icon } from "../ui/icon.tsx";

interface SaveSearchProps {
  filter: FlightFilter;
  /** The search that is renamed; without it, a new one is made. */
  known?: SavedSearch;
  onClose: () => void;
}

/** Asks for the name of a search. A name that is there already is that search, said anew. */
export function SaveSearchDialog({ filter, known, onClose }: SaveSearchProps) {
  const app = useApp();
  const { logbook, toasts } = app;
  const [name, setName] = useState(known?.name ?? "");
  const [problem, setProblem] = useState("");
  const save = async () => {
    const said = name.trim();
    if (said === "") return setProblem("Give it a name, like “Night cross-country”.");
    const same = savedSearches(logbook).find((one) => one.name === said && one !== known);
    if (same !== undefined && known !== undefined)
      return setProblem("Another search has this name. Choose one that tells them apart.");
    const record = known?.record ?? same?.record;
    const refusal = await saveSearch(app, {
      name: said,
      filter,
      ...(record === undefined ? {} : { record }),
    });
    if (refusal !== undefined) return setProblem(`Not saved: ${refusal.message}`);
    toasts.show(known === undefined ? "Search saved" : "Search renamed");
    onClose();
  };
  return (
    <FormDialog
      title={known === undefined ? "Save this search" : "Rename the search"}
      submit={known === undefined ? "Save search" : "Rename"}
      problem={problem}
      onSubmit={save}
      onClose={onClose}
    >
      <label class="field">
        <span class="field_label">Name</span>
        <input
          class="input"
          dir="auto"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
    </FormDialog>
  );
}

interface LineProps {
  search: SavedSearch;
  onOpen: () => void;
  onRename: () => void;
}

function SearchLine({ search, onOpen, onRename }: LineProps) {
  const { logbook, may_write, toasts } = useApp();
  const { name, filter } = search;
  const remove = async () => {
    const { record } = search;
    const result = await logbook.remove(record);
    if (!result.ok) return toasts.show(`Not deleted: ${result.message}`);
    toasts.show("Search deleted", {
      label: "Undo",
      run: () => void restore(record, result.rev),
    });
  };
  const restore = ({ _id, created_at, ...record }: AnyRecord, _rev: string) =>
    logbook.save([
      { ...fieldsOf({ ...record, _id, created_at } as AnyRecord), _id, _rev, created_at },
    ]);
  return (
    <li class="row saved_search">
      {filter === undefined ? (
        <span>
          <bdi class="row_title">{name}</bdi>
          <span class="row_more">Made by a newer version of the app, which can open it.</span>
        </span>
      ) : (
        <a class="row_title" href={`#${addressOfPlace({ filter })}`} onClick={onOpen}>
          <bdi>{name}</bdi>
        </a>
      )}
      {may_write && (
        <span class="row_end">
          {filter !== undefined && (
            <button
              type="button"
              class="icon_button"
              aria-label={`Rename the search ${name}`}
              onClick={onRename}
            >
              <Icon name="edit" />
            </button>
          )}
          <button
            type="button"
            class="icon_button"
            aria-label={`Delete the search ${name}`}
            onClick={() => void remove()}
          >
            <Icon name="trash" />
          </button>
        </span>
      )}
    </li>
  );
}

/** The searches that were kept: open, rename, delete. Nothing while there is none. */
export function SavedSearchList({ onOpen }: { onOpen: () => void }) {
  const { logbook } = useApp();
  const [renaming, setRenaming] = useState<SavedSearch | undefined>(undefined);
  const searches = savedSearches(logbook);
  if (searches.length === 0) return null;
  return (
    <section aria-label="Saved searches">
      <h2>Saved</h2>
      <ul>
        {searches.map((search) => (
          <SearchLine
            key={search.uuid}
            search={search}
            onOpen={onOpen}
            onRename={() => setRenaming(search)}
          />
        ))}
      </ul>
      {renaming?.filter !== undefined && (
        <SaveSearchDialog
          filter={renaming.filter}
          known={renaming}
          onClose={() => setRenaming(undefined)}
        />
      )}
    </section>
  );
}
