import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Device } from "./app_context.ts";

/** The device, for what is shown with or without an open logbook. */
export const DeviceContext = createContext<Device | undefined>(undefined);

/** The device; only below `DeviceContext`. */
export function useDevice(): Device {
  return useContext(DeviceContext)!;
}
