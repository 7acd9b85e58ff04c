/** The models of aircraft and training devices that every installation has, in one part: they are long. */
export * from "./aircraft_models.ts";
export * from "./training_device_models.ts";
