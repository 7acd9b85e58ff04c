/** Which entries a report counts. What can be chosen is what the logbook has. */
import type { Facts } from "../../../shared/facts/facts.ts";
import { uuidOf } from "../../../shared/ids.ts";
import { type ReportColumn, reportColumns } from "../../../shared/totals/report_columns.ts";
import {
  type CraftTrait,
  craftTraits,
  type Grouping,
  ownRoles,
  type ReportConfig,
  type ReportFilter,
} from "../../../shared/totals/report_config.ts";
import { categoryClassOf, typeOf } from "../../../shared/totals/report_table.ts";
import { useApp } from "../../app_context.ts";
import { filterWords, groupName } from "../../models/report_words.ts";
import { SelectField } from "../../ui/input_field.tsx";

type Named = readonly [value: string, label: string];

const byLabel = (a: Named, b: Named) => a[1].localeCompare(b[1]);

/** What can be chosen of each, by name. */
function useChoices(facts: Facts): Record<PlainFilter, Named[]> {
  const app = useApp();
  const { logbook } = app;
  const crafts = [...facts.crafts.values()];
  const named = (by: Grouping, keys: Iterable<string>) =>
    [...new Set(keys)]
      .filter((key) => key !== "")
      .map((key): Named => [key, groupName(app, by, key)])
      .sort(byLabel);
  const uuids = (kind: "aircraft" | "person" | "tag") =>
    logbook.all(kind).map(({ _id }) => uuidOf(_id));
  const airports = facts.flights.flatMap(({ legs }) =>
    legs.flatMap(({ from, to }) => [from ?? "", to ?? ""]),
  );
  return {
    aircraft: named("aircraft", uuids("aircraft")),
    type: named("type", crafts.map(typeOf)),
    category_class: named(
      "category_class",
      crafts.flatMap((craft) => [craft.category ?? "", categoryClassOf(craft)]),
    ),
    airport: named("airport", airports),
    person: named("person", uuids("person")),
    role: Object.entries(ownRoles),
    tag: named("tag", uuids("tag")),
  };
}

const filterNames = {
  aircraft: "Aircraft",
  type: "Type",
  category_class: "Category and class",
  airport: "Airport",
  person: "Person",
  role: "Role",
  tag: "Tag",
} as const satisfies Partial<Record<keyof ReportFilter, string>>;

type PlainFilter = keyof typeof filterNames;

interface FilterProps {
  facts: Facts;
  config: ReportConfig;
  onChange: (config: ReportConfig) => void;
}

function FilterFields({ facts, config, onChange }: FilterProps) {
  const { filter } = config;
  const choices = useChoices(facts);
  const set = (part: Partial<ReportFilter>) =>
    onChange({ ...config, filter: { ...filter, ...part } });
  const any: Named = ["", "Any"];
  const withTrait = (trait: CraftTrait, wanted: boolean) =>
    (Object.keys(craftTraits) as CraftTrait[]).filter((one) =>
      one === trait ? wanted : filter.traits.includes(one),
    );
  return (
    <>
      <div class="form_grid">
        {(Object.keys(filterNames) as PlainFilter[]).map((name) => (
          <SelectField
            key={name}
            label={filterNames[name]}
            value={filter[name] ?? ""}
            options={[any, ...choices[name]]}
            onPick={(value) => set({ [name]: value || null })}
          />
        ))}
        <SelectField
          label="Only with some"
          value={filter.with ?? ""}
          options={[any, ...[...reportColumns].map(([name, { label }]): Named => [name, label])]}
          onPick={(value) => set({ with: (value || null) as ReportColumn | null })}
        />
      </div>
      <div class="check_grid after">
        {(Object.entries(craftTraits) as [CraftTrait, string][]).map(([trait, label]) => (
          <label class="check" key={trait}>
            <input
              type="checkbox"
              checked={filter.traits.includes(trait)}
              onChange={(event) => set({ traits: withTrait(trait, event.currentTarget.checked) })}
            />
            {label}
          </label>
        ))}
      </div>
    </>
  );
}

/** The filter of a report, folded away while there is none. */
export function ReportFilterFold(props: FilterProps) {
  const words = filterWords(useApp(), props.config);
  return (
    <details class="fold">
      <summary>
        Only some flights <span class="soft">{words.join(", ") || "all"}</span>
      </summary>
      <div class="fold_body">
        <FilterFields {...props} />
      </div>
    </details>
  );
}
