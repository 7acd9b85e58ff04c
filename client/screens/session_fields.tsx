import { trainingSession } from "../../shared/kinds/training_session.ts";
import { FieldInput } from "../fields/field_input.tsx";
import { RecordFields } from "../fields/record_fields.tsx";
import { WholeTime } from "../fields/whole_time.tsx";
import type { Form } from "../models/form.ts";
import { sessionTimes, sessionUnused } from "../models/session_start.ts";

const { fields } = trainingSession;

/** A lesson in a simulator or on the ground: what its kind needs, the rest only where it says something. */
export function SessionFields({ form }: { form: Form }) {
  const type = form.value("session_type") === "device" ? "device" : "ground";
  const times = sessionTimes[type];
  const place = type === "device" ? "training_device_id" : "location";
  return (
    <>
      <div class="form_grid quick">
        <FieldInput form={form} path="session_date" field={fields.session_date} />
        <FieldInput form={form} path="session_type" field={fields.session_type} />
        <FieldInput form={form} path={place} field={fields[place]} />
        <fieldset class="times wide">
          <legend class="visually_hidden">Times of the lesson</legend>
          {times.map((name) => (
            <FieldInput
              key={name}
              form={form}
              path={name}
              field={fields[name]}
              action={name !== "total_time" && <WholeTime form={form} path={name} />}
            />
          ))}
        </fieldset>
      </div>
      <RecordFields
        form={form}
        without={["session_date", "session_type", place, ...times]}
        unused={sessionUnused[type]}
      />
    </>
  );
}
