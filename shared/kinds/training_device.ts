import { longText, lookup, referenceDeviceModel, text } from "../fields.ts";
import { defineKind } from "./kind.ts";

/** One simulator or training device at one place. Database design 6.8. */
export const trainingDevice = defineKind({
  kind: "training_device",
  table: "training_devices",
  label: "Training device",
  label_many: "Training devices",
  fields: {
    name: text("Name", { required: true, hint: "What you call it: Redbird FMX at KPAO" }),
    model_id: referenceDeviceModel("Model"),
    device_type_id: lookup("Type", "training_device_types", { required: true }),
    device_level: text("Level"),
    facility_name: text("Facility"),
    facility_location: text("Place"),
    serial_number: text("Serial number"),
    faa_qualification_letter: text("FAA qualification letter"),
    notes: longText("Notes"),
  },
  title: (record) => record.name,
  natural_key: (record) => record.name.trim().toLowerCase(),
});
