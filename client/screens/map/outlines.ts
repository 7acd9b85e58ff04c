/** The outlines of land and countries, coarse at once, fine when they are there. Natural Earth. */
import { signal } from "@preact/signals";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { GeoPermissibleObjects } from "d3-geo";
import coarseAtlas from "world-atlas/countries-110m.json";

export interface Outlines {
  land: GeoPermissibleObjects;
  borders: GeoPermissibleObjects;
}

type Atlas = Topology<{ land: GeometryCollection; countries: GeometryCollection }>;

function outlinesOf(atlas: Atlas): Outlines {
  const { land, countries } = atlas.objects;
  return {
    land: feature(atlas, land),
    borders: mesh(atlas, countries, (a, b) => a !== b),
  };
}

export const coarse: Outlines = outlinesOf(coarseAtlas as unknown as Atlas);

/** Undefined until they are read; without them the coarse ones are shown. */
export const fine = signal<Outlines | undefined>(undefined);

let begun = false;

/** Begins to read the fine outlines. */
export function fetchFine(): void {
  if (begun) return;
  begun = true;
  import("world-atlas/countries-50m.json").then(
    (read) => {
      fine.value = outlinesOf(read.default as unknown as Atlas);
    },
    () => undefined,
  );
}
