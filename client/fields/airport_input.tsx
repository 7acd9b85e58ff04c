import type { Airport } from "../../shared/reference/airport.ts";
import { useApp } from "../app_context.ts";
import { codeOf } from "../models/airports.ts";
import { Combobox, type Option } from "../ui/combobox.tsx";
import { descriptionOf } from "./value_text.ts";
import type { ControlProps, FieldProps } from "./field_frame.tsx";

/** Airports offered at once. */
const offered = 12;

/** Where an airport is, and which codes it has beside the one that is shown. */
function moreOf(airport: Airport): string {
  const codes = [airport.icao_code, airport.faa_lid, airport.iata_code];
  const others = [...new Set(codes)].filter((code) => code !== null && code !== codeOf(airport));
  const place = [airport.name, airport.municipality, airport.country_code];
  const closed = airport.is_active ? "" : " · closed";
  return `${place.filter(Boolean).join(", ")}${others.length > 0 ? ` · ${others.join(" ")}` : ""}${closed}`;
}

interface AirportInputProps extends FieldProps {
  control: ControlProps;
}

/**
 * An airport by code or by name, searched on the device. A code that several airports share is
 * never guessed: the list stays, and what was typed is kept as words until one is chosen.
 */
export function AirportInput({ form, path, field, control }: AirportInputProps) {
  const { airports } = useApp();
  const loaded = airports.loaded.value;
  const words_path = descriptionOf(path);
  const words = form.value(words_path);
  const airport_id = form.value(path) as string | null;

  const take = (airport: Airport | null, text: string | null) => {
    form.set(path, airport?.id ?? null);
    form.set(words_path, text);
  };
  const options = (text: string): Option[] => {
    const said = text.trim();
    if (said === "" || loaded === undefined) return [];
    const shared = loaded.byCode(said).map((match) => match.airport);
    const found = new Map(
      [...shared, ...loaded.search(said, { limit: offered })].map((airport) => [
        airport.id,
        airport,
      ]),
    );
    const list = [...found.values()].slice(0, offered).map((airport) => ({
      key: airport.id,
      label: codeOf(airport),
      more: moreOf(airport),
      pick: () => take(airport, null),
    }));
    const more = list.length === 0 ? "No list has it; kept as words" : "Keep as words";
    return [...list, { key: "words", label: said, more, pick: () => take(null, said) }];
  };
  const leave = (text: string) => {
    const said = text.trim();
    if (said === "") return take(null, null);
    const matches = loaded?.byCode(said) ?? [];
    const only = matches.length === 1 ? matches[0]!.airport : null;
    take(only, only === null ? said : null);
  };

  const chosen = airport_id === null ? undefined : loaded?.byId(airport_id);
  const shared = typeof words === "string" ? (loaded?.byCode(words) ?? []).length : 0;
  return (
    <>
      <Combobox
        id={control.id}
        describedBy={`${control.describedBy} ${control.id}-place`}
        invalid={control.invalid}
        prefilled={form.prefilled.value.has(path)}
        required={field.required ?? false}
        capitals
        placeholder="Code or name"
        shown={airports.place(airport_id, typeof words === "string" ? words : null)}
        unread={undefined}
        options={options}
        onText={() => undefined}
        onLeave={leave}
      />
      <span class="hint" id={`${control.id}-place`}>
        {chosen !== undefined && chosen.name}
        {shared > 1 && `${shared} airports share this code: choose one.`}
        {typeof words === "string" && words !== "" && shared < 2 && "Kept as words."}
      </span>
    </>
  );
}
