import type { Position } from "../../shared/geography.ts";

/** How long a fix may take, in milliseconds, and how old it may be. */
const fix_ms_max = 15_000;
const fix_age_ms_max = 60_000;

/** Where the device is, by its own means. */
export interface Whereabouts {
  /** Asks; the browser may ask its user first. Fails with words that say what to do. */
  find(): Promise<Position>;
}

/** Words for each way in which a browser refuses. */
const refusals: Readonly<Record<number, string>> = {
  1: "The browser may not tell where you are. Allow it in the settings of the site, or choose the airport yourself.",
  2: "The device does not know where it is. Choose the airport yourself.",
  3: "The device did not find out in time where it is. Choose the airport yourself.",
};

/** Asks a browser; `geolocation` undefined where it has none. */
export function openWhereabouts(geolocation: Geolocation | undefined): Whereabouts {
  return {
    find: () =>
      new Promise((resolve, reject) => {
        if (geolocation === undefined) return reject(new Error(refusals[2]));
        geolocation.getCurrentPosition(
          ({ coords: { latitude, longitude } }) => resolve({ latitude, longitude }),
          ({ code }) => reject(new Error(refusals[code] ?? refusals[2])),
          { enableHighAccuracy: true, timeout: fix_ms_max, maximumAge: fix_age_ms_max },
        );
      }),
  };
}
