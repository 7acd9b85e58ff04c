import { useState } from "preact/hooks";
import { derivedUuid, uuidOf } from "../../shared/ids.ts";
import { aircraft } from "../../shared/kinds/aircraft.ts";
import { aircraftModel } from "../../shared/kinds/aircraft_model.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import { lookupByCode } from "../../shared/reference/lookups.ts";
import { useApp } from "../app_context.ts";
import { openForm, type Form } from "../models/form.ts";
import { Combobox } from "../ui/combobox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { FieldFrame } from "./field_frame.tsx";
import { FieldInput } from "./field_input.tsx";
import { saveForm } from "./save_form.ts";

interface NewAircraftProps {
  text: string;
  onMade: (uuid: string) => void;
  onClose: () => void;
}

/** What most aircraft of a new logbook are; typed over where it is not so. */
function modelStart() {
  return {
    category_id: lookupByCode("aircraft_categories", "airplane")?.id ?? null,
    class_id: lookupByCode("aircraft_classes", "ASEL")?.id ?? null,
    engine_count: 1,
  };
}

/** The model of a new aircraft: one of the logbook's own, or a new one by its name. */
function ModelField({ form, model }: { form: Form; model: Form }) {
  const { logbook } = useApp();
  const chosen = form.value("own_model_id") as string | null;
  const typed = (model.value("model_name") as string | null) ?? "";
  const take = (uuid: string | null, name: string) => {
    form.set("own_model_id", uuid);
    model.set("model_name", name || null);
  };
  return (
    <FieldFrame form={model} path="model_name" field={aircraftModel.fields.model_name}>
      {(control) => (
        <Combobox
          {...control}
          prefilled={false}
          placeholder="Cessna 172S"
          shown={chosen === null ? typed : logbook.nameOf("aircraft_model", chosen)}
          unread={undefined}
          options={(text) =>
            logbook
              .all("aircraft_model")
              .map((record) => ({
                record,
                title: logbook.nameOf("aircraft_model", uuidOf(record._id)),
              }))
              .filter(({ title }) => title.toLowerCase().includes(text.trim().toLowerCase()))
              .slice(0, 20)
              .map(({ record, title }) => ({
                key: record._id,
                label: title,
                more: record.icao_type_designator ?? "",
                pick: () => take(uuidOf(record._id), title),
              }))
          }
          onText={(text) => take(null, text)}
          onLeave={(text) => take(null, text.trim())}
        />
      )}
    </FieldFrame>
  );
}

/** A new aircraft in two lines: what it is called, and what it is. Its model is made with it. */
export function NewAircraftDialog({ text, onMade, onClose }: NewAircraftProps) {
  const app = useApp();
  const [form] = useState(() =>
    openForm(kindNamed("aircraft")!, null, { values: { registration: text.toUpperCase() } }),
  );
  const [model] = useState(() =>
    openForm(kindNamed("aircraft_model")!, null, { values: modelStart() }),
  );
  const isNewModel = form.value("own_model_id") === null;

  const save = async () => {
    if (isNewModel) {
      const made = model.check(app.clock.now());
      if (made === undefined) return;
      if (app.logbook.record(made._id) === undefined) {
        const model_id = await saveForm(app, model);
        if (model_id === undefined) return;
      }
      form.set("own_model_id", uuidOf(made._id));
    }
    const saved = await saveForm(app, form);
    if (saved !== undefined) onMade(uuidOf(saved));
    else if (isAlreadyHere(app.logbook, form)) onMade(uuidOf(idOf(form)));
  };
  return (
    <Dialog title="New aircraft" onClose={onClose}>
      <FieldInput form={form} path="registration" field={aircraft.fields.registration} />
      <ModelField form={form} model={model} />
      {isNewModel && (
        <div class="form_grid">
          <FieldInput form={model} path="category_id" field={aircraftModel.fields.category_id} />
          <FieldInput form={model} path="class_id" field={aircraftModel.fields.class_id} />
          <FieldInput
            form={model}
            path="icao_type_designator"
            field={aircraftModel.fields.icao_type_designator}
          />
          <FieldInput form={model} path="engine_count" field={aircraftModel.fields.engine_count} />
        </div>
      )}
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => void save()}>
          Save aircraft
        </button>
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function idOf(form: Form): string {
  return `aircraft:${derivedUuid(`aircraft:${String(form.value("registration"))}`)}`;
}

function isAlreadyHere(logbook: { record(id: string): unknown }, form: Form): boolean {
  return logbook.record(idOf(form)) !== undefined;
}
