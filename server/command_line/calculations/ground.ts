/** Distance and cross-country: `offblock calc distance`, `offblock calc xc`. */
import { crossCountryVariants } from "../../../shared/cross_country.ts";
import { calcCrossCountry, calcDistance } from "../../../shared/rules/calc.ts";
import { Misuse } from "../../refusal.ts";
import { placeFields } from "../output_fields.ts";
import { type AskedPlace, readPlace, readPlaces } from "../words.ts";
import { type Calculation, type Given, required, valueOf } from "./calculation.ts";

function endsAsked(given: Given): { from: AskedPlace; to: AskedPlace } {
  return {
    from: readPlace("from", required(given, "from", "KPAO")),
    to: readPlace("to", required(given, "to", "KSTS")),
  };
}

const kilometres = 1.852;
const statuteMiles = 1.852 / 1.609344;

const distance: Calculation = {
  name: "distance",
  description: "great-circle distance between two places",
  options: [
    ["--from <place>", "an airport's code (ICAO, FAA, IATA), or LATITUDE,LONGITUDE"],
    ["--to <place>", "the other place"],
  ],
  example: [
    "distance --from KJFK --to KLAX",
    '{"distance_nm": 2145.9, "ellipsoid_distance_nm": 2150.6, …}',
  ],
  output: [
    ...placeFields("from"),
    ...placeFields("to"),
    ["distance_nm", "nautical miles on the sphere of mean radius, which the rules use"],
    ["ellipsoid_distance_nm", "nautical miles on WGS 84"],
    ["distance_km", "distance_nm in kilometres"],
    ["distance_statute_miles", "distance_nm in statute miles"],
  ],
  output_by_sql: ["calc", "via", "from", "to", "distance_nm"],
  answer(given) {
    const ends = endsAsked(given);
    const found = valueOf(calcDistance(ends));
    return {
      ...ends,
      ...found,
      distance_km: found.distance_nm * kilometres,
      distance_statute_miles: found.distance_nm * statuteMiles,
    };
  },
  async answerBySql(given, { tx }) {
    const { from, to } = endsAsked(given);
    const [row] = await tx.query<object>(
      "select reference.distance_nm($1::float8, $2::float8, $3::float8, $4::float8) as distance_nm",
      [from.latitude, from.longitude, to.latitude, to.longitude],
    );
    return { from, to, ...row! };
  },
};

function routeAsked(given: Given) {
  const { route, from, to, overflown } = given;
  if (route === undefined && from === undefined)
    throw new Misuse("The route is missing.", "Give --route KPAO-KSTS-KPAO, or --from and --to.");
  const [start, ...landed] =
    route !== undefined
      ? readPlaces("route", route)
      : [readPlace("from", from!), ...(to === undefined ? [] : readPlaces("to", to))];
  const seen = overflown === undefined ? [] : readPlaces("overflown", overflown);
  return {
    from: start!,
    points: [
      ...landed.map((point) => ({ ...point, landing: true })),
      ...seen.map((point) => ({ ...point, landing: false })),
    ],
  };
}

const crossCountry: Calculation = {
  name: "xc",
  description: "whether a flight is cross-country, by all seven definitions of 14 CFR 61.1(b)",
  options: [
    ["--route <places>", "the original departure, then every landing: KPAO-KSTS-KPAO"],
    ["--from <place>", "instead of --route: the original departure"],
    ["--to <places>", "and every landing"],
    ["--overflown <places>", "places reached without a landing"],
  ],
  example: [
    "xc --route KPAO-KSTS-KPAO",
    '{"qualifies": {"any_landing": "yes", "over_50nm": "yes", …}, "variants": […]}',
  ],
  output: [
    ...placeFields("from"),
    ...placeFields("points[]"),
    ["points[].landing", "false for a place overflown"],
    [
      "qualifies.*",
      `by ${crossCountryVariants.map(({ variant }) => variant).join(", ")}: yes, no, or ambiguous where sphere and ellipsoid could disagree (half a percent)`,
    ],
    ["variants[].variant", "the definition"],
    ["variants[].paragraph", "of 14 CFR 61.1(b)"],
    ["variants[].used_for", "what it is used for"],
    ["variants[].more_than_nm", "the limit in nautical miles, strictly more than; null: none"],
    ["variants[].landing_required", "whether only landings count"],
    ["variants[].qualifies", "yes, no or ambiguous"],
    ["variants[].distance_nm", "from the original departure to the farthest point that counts"],
    ["variants[].ellipsoid_distance_nm", "the same on WGS 84"],
    ["variants[].farthest", "that point, LATITUDE,LONGITUDE"],
  ],
  output_by_sql: ["calc", "via", "from", "points[]", "qualifies.*", "variants[].*"],
  answer(given) {
    const asked = routeAsked(given);
    const { variants } = valueOf(calcCrossCountry(asked));
    const qualifies = Object.fromEntries(
      variants.map((variant) => [variant.variant, variant.qualifies]),
    );
    return { ...asked, qualifies, variants };
  },
  async answerBySql(given, { tx }) {
    const asked = routeAsked(given);
    const points = [{ ...asked.from, landing: false }, ...asked.points];
    const variants = await tx.query<{ variant: string; qualifies: string }>(
      "select * from reference.cross_country($1::float8[], $2::float8[], $3::boolean[])",
      [
        points.map(({ latitude }) => latitude),
        points.map(({ longitude }) => longitude),
        points.map(({ landing }) => landing),
      ],
    );
    const order = crossCountryVariants.map(({ variant }) => variant as string);
    variants.sort((a, b) => order.indexOf(a.variant) - order.indexOf(b.variant));
    const qualifies = Object.fromEntries(
      variants.map((variant) => [variant.variant, variant.qualifies]),
    );
    return { ...asked, qualifies, variants };
  },
};

/** What is asked of the ground. */
export const groundCalculations: readonly Calculation[] = [distance, crossCountry];
