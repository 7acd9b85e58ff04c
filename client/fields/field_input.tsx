import type { ComponentChildren } from "preact";
import { AirportInput } from "./airport_input.tsx";
import { BooleanInput, ChoiceInput, CountInput, LookupInput } from "./choice_inputs.tsx";
import { FieldFrame, type ControlProps, type FieldProps } from "./field_frame.tsx";
import { CheckField } from "./check_field.tsx";
import { JsonInput } from "./json_input.tsx";
import { AircraftModelInput, DeviceModelInput } from "./model_input.tsx";
import { ReferenceInput } from "./reference_input.tsx";
import { RowIdInput } from "./row_id_input.tsx";
import { RowsInput } from "./rows_input.tsx";
import { TagsInput } from "./tags_input.tsx";
import {
  DayInput,
  LongTextInput,
  MinutesInput,
  MomentInput,
  NumberInput,
  TextInput,
} from "./text_inputs.tsx";

interface FieldInputProps extends FieldProps {
  /** A small action beside the label. */
  action?: ComponentChildren;
  /** For a moment: the one before which it cannot be. */
  after?: string | null;
}

function control({ form, path, field, after }: FieldInputProps, given: ControlProps) {
  const props = { form, path, control: given };
  switch (field.type) {
    case "text":
      return <TextInput {...props} field={field} />;
    case "long_text":
      return <LongTextInput {...props} field={field} />;
    case "day":
      return <DayInput {...props} field={field} />;
    case "moment":
      return <MomentInput {...props} field={field} after={after ?? null} />;
    case "minutes":
      return <MinutesInput {...props} field={field} />;
    case "number":
      return <NumberInput {...props} field={field} />;
    case "count":
      return <CountInput {...props} field={field} />;
    case "boolean":
      return <BooleanInput {...props} field={field} />;
    case "choice":
      return <ChoiceInput {...props} field={field} />;
    case "lookup":
      return <LookupInput {...props} field={field} />;
    case "reference":
      return <ReferenceInput {...props} field={field} />;
    case "airport":
      return <AirportInput {...props} field={field} />;
    case "reference_model":
      return <AircraftModelInput {...props} field={field} />;
    case "reference_device_model":
      return <DeviceModelInput {...props} field={field} />;
    case "row_id":
      return <RowIdInput {...props} field={field} />;
    case "json":
      return <JsonInput {...props} field={field} />;
    default:
      return null;
  }
}

/** The control of a field, whatever its type, with its name and what is wrong with it. */
export function FieldInput(props: FieldInputProps) {
  const { form, path, field } = props;
  switch (field.type) {
    case "rows":
      if ("tag_id" in field.fields) return <TagsInput form={form} path={path} field={field} />;
      return <RowsInput form={form} path={path} field={field} />;
    case "texts":
      // The gateway alone writes these.
      return null;
    case "boolean":
      if (field.default !== undefined) return <CheckField form={form} path={path} field={field} />;
      return <Framed {...props} />;
    default:
      return <Framed {...props} />;
  }
}

function Framed(props: FieldInputProps) {
  return (
    <FieldFrame {...props} wide={props.field.type === "long_text" || props.field.type === "json"}>
      {(given) => control(props, given)}
    </FieldFrame>
  );
}
