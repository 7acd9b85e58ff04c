import { useState } from "preact/hooks";
import { derivedUuid, uuidOf } from "../../shared/ids.ts";
import { aircraft } from "../../shared/kinds/aircraft.ts";
import { aircraftModel } from "../../shared/kinds/aircraft_model.ts";
import { kindNamed } from "../../shared/kinds/kinds.ts";
import { lookupByCode } from "../../shared/reference/lookups.ts";
import { useApp } from "../app_context.ts";
import { openForm, type Form } from "../models/form.ts";
import { modelName } from "../models/shared_models.ts";
import { Combobox } from "../ui/combobox.tsx";
import { FormDialog } from "../ui/form_dialog.tsx";
import { FieldFrame } from "./field_frame.tsx";
import { FieldInput } from "./field_input.tsx";
import { findAircraftModels } from "./model_input.tsx";
import { saveForm } from "./save_form.ts";

interface NewAircraftProps {
  text: string;
  onMade: (uuid: string) => void;
  onClose: () => void;
}

interface ModelIds {
  model_id: string | null;
  own_model_id: string | null;
}

const noModel: ModelIds = { model_id: null, own_model_id: null };

function modelIds(form: Form): ModelIds {
  return {
    model_id: form.value("model_id") as string | null,
    own_model_id: form.value("own_model_id") as string | null,
  };
}

/** What most aircraft of a new logbook are; typed over where it is not so. */
function modelStart() {
  return {
    category_id: lookupByCode("aircraft_categories", "airplane")?.id ?? null,
    class_id: lookupByCode("aircraft_classes", "ASEL")?.id ?? null,
    engine_count: 1,
  };
}

/** The model of a new aircraft: a shared one, one of the logbook's own, or a new one by its name. */
function ModelField({ form, model }: { form: Form; model: Form }) {
  const app = useApp();
  const chosen = modelIds(form);
  const typed = (model.value("model_name") as string | null) ?? "";
  const take = (ids: ModelIds, name: string) => {
    form.set("model_id", ids.model_id);
    form.set("own_model_id", ids.own_model_id);
    model.set("model_name", name || null);
  };
  return (
    <FieldFrame form={model} path="model_name" field={aircraftModel.fields.model_name}>
      {(control) => (
        <Combobox
          {...control}
          prefilled={false}
          placeholder="Cessna 172S"
          shown={modelName(app, chosen) || typed}
          unread={undefined}
          options={(text) =>
            findAircraftModels(app, text).map((found) => ({
              ...found,
              pick: () => take(found.ids, found.label),
            }))
          }
          onText={(text) => take(noModel, text)}
          onLeave={(text) => take(noModel, text.trim())}
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
  const { model_id, own_model_id } = modelIds(form);
  const isNewModel = model_id === null && own_model_id === null;

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
    <FormDialog
      title="New aircraft"
      submit="Save aircraft"
      noValidate
      onSubmit={save}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}

function idOf(form: Form): string {
  return `aircraft:${derivedUuid(`aircraft:${String(form.value("registration"))}`)}`;
}

function isAlreadyHere(logbook: { record(id: string): unknown }, form: Form): boolean {
  return logbook.record(idOf(form)) !== undefined;
}
