import { useState } from "preact/hooks";
import type { Airport } from "../../shared/reference/airport.ts";
import { useApp } from "../app_context.ts";
import { codeOf } from "../../shared/reference/airport.ts";
import { idsOf, ownCode, type FoundPlace } from "../models/places.ts";
import { Combobox, type Option } from "../ui/combobox.tsx";
import { NewRecordDialog } from "./new_record_dialog.tsx";
import { descriptionOf, ownAirportOf } from "./value_text.ts";
import type { ControlProps, FieldProps } from "./field_frame.tsx";

/** Airports offered at once. */
const offered = 12;

/** Where an airport is, and which codes it has beside the one that is shown. */
function listedMore(airport: Airport): string {
  const codes = [airport.icao_code, airport.faa_lid, airport.iata_code];
  const others = [...new Set(codes)].filter((code) => code !== null && code !== codeOf(airport));
  const place = [airport.name, airport.municipality, airport.country_code];
  const closed = airport.is_active ? "" : " · closed";
  return `${place.filter(Boolean).join(", ")}${others.length > 0 ? ` · ${others.join(" ")}` : ""}${closed}`;
}

function optionOf(found: FoundPlace, pick: () => void): Option {
  if (!found.own)
    return {
      key: found.airport.id,
      label: codeOf(found.airport),
      more: listedMore(found.airport),
      pick,
    };
  const { _id: key, name, municipality } = found.airport;
  const more = [name, municipality, "your own"].filter(Boolean).join(", ");
  return { key, label: ownCode(found.airport), more, pick };
}

interface AirportInputProps extends FieldProps {
  control: ControlProps;
}

/**
 * An airport by code or by name, searched on the device, the owner's own first. A code that several
 * airports share is never guessed: the list stays, and what was typed is kept as words until one is
 * chosen. A place that no list has is added here, with its position, or kept as words.
 */
export function AirportInput({ form, path, field, control }: AirportInputProps) {
  const { places } = useApp();
  const [making, setMaking] = useState<string | undefined>(undefined);
  const [own_path, words_path] = [ownAirportOf(path), descriptionOf(path)];
  const place = {
    airport_id: form.value(path) as string | null,
    own_airport_id: form.value(own_path) as string | null,
    airport_description: form.value(words_path) as string | null,
  };
  const words = place.airport_description ?? "";

  const take = (ids: ReturnType<typeof idsOf>, text: string | null) => {
    form.set(path, ids.airport_id);
    form.set(own_path, ids.own_airport_id);
    form.set(words_path, text);
  };
  const nowhere = { airport_id: null, own_airport_id: null };
  const options = (text: string): Option[] => {
    const said = text.trim();
    if (said === "") return [];
    const found = [...places.byCode(said), ...places.search(said, offered)];
    const distinct = new Map(
      found.map((each) => {
        const option = optionOf(each, () => take(idsOf(each), null));
        return [option.key, option];
      }),
    );
    const list = [...distinct.values()].slice(0, offered);
    const more = list.length === 0 ? "No list has it; kept as words" : "Keep as words";
    return [
      ...list,
      { key: "words", label: said, more, pick: () => take(nowhere, said) },
      {
        key: "new",
        label: `New “${said}” …`,
        more: "An airport of your own",
        pick: () => setMaking(said),
      },
    ];
  };
  const leave = (text: string) => {
    const said = text.trim();
    if (said === "") return take(nowhere, null);
    const [only, ...others] = places.byCode(said);
    if (only !== undefined && others.length === 0) take(idsOf(only), null);
    else take(nowhere, said);
  };

  const shared = words === "" ? 0 : places.byCode(words).length;
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
        shown={places.name(place)}
        unread={undefined}
        options={options}
        onText={() => undefined}
        onLeave={leave}
      />
      <span class="hint" id={`${control.id}-place`}>
        {places.airportOf(place)?.name}
        {shared > 1 && `${shared} airports share this code: choose one.`}
        {words !== "" && shared < 2 && "Kept as words."}
      </span>
      {making !== undefined && (
        <NewRecordDialog
          kind="airport"
          text={making}
          onClose={() => setMaking(undefined)}
          onMade={(uuid) => {
            take({ airport_id: null, own_airport_id: uuid }, null);
            setMaking(undefined);
          }}
        />
      )}
    </>
  );
}
