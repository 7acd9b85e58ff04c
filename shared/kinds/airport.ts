import { longText, number, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** A place of the owner's own: a farm strip, a field that no list has. Architecture overview. */
export const ownAirport = defineKind({
  kind: "airport",
  table: "airports",
  label: "Own airport",
  label_many: "Own airports",
  fields: {
    code: text("Code", { hint: "What you write in the logbook" }),
    name: text("Name", { required: true }),
    municipality: text("Town"),
    country_code: text("Country", {
      pattern: /^[A-Z]{2}$/,
      pattern_says: "two capital letters, like US",
    }),
    latitude: number("Latitude", { min: -90, max: 90, scale: 6, unit: "°", required: true }),
    longitude: number("Longitude", { min: -180, max: 180, scale: 6, unit: "°", required: true }),
    elevation_ft: number("Elevation", { min: -1500, max: 20_000, scale: 0, unit: "ft" }),
    time_zone: text("Time zone", { hint: "America/Los_Angeles" }),
    notes: longText("Notes"),
  },
  title: (record) => [record.code, record.name].filter(Boolean).join(" "),
});
