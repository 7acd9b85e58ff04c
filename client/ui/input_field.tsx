import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { latest_day, noDay } from "./moments.ts";

interface InputFieldProps {
  label: string;
  value: string;
  type?: "text" | "date" | "email" | "password";
  autocomplete?: string;
  hint?: string;
  onText: (text: string) => void;
}

/** A line to type into, under its name. */
export function InputField({ label, value, type, autocomplete, hint, onText }: InputFieldProps) {
  const [isNoDay, setNoDay] = useState(false);
  return (
    <label class="field">
      <span class="field_label">{label}</span>
      <input
        class="input"
        // One element for all four types, which the types of JSX do not foresee.
        type={(type ?? "text") as "text"}
        autocomplete={autocomplete ?? "off"}
        dir={type === undefined ? "auto" : undefined}
        max={type === "date" ? latest_day : undefined}
        value={value}
        aria-invalid={isNoDay}
        onInput={(event) => onText(event.currentTarget.value)}
        onBlur={(event) => setNoDay(event.currentTarget.validity.badInput)}
      />
      {isNoDay && <FieldProblem>{noDay}</FieldProblem>}
      {hint !== undefined && <span class="hint">{hint}</span>}
    </label>
  );
}

interface SelectFieldProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onPick: (value: string) => void;
}

/** One of a few, under its name. */
export function SelectField({ label, value, options, onPick }: SelectFieldProps) {
  return (
    <label class="field">
      <span class="field_label">{label}</span>
      <select class="input" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is wrong with a field, below it. */
export function FieldProblem({ id, children }: { id?: string; children: ComponentChildren }) {
  return (
    <span class="problem" id={id}>
      <span aria-hidden="true">■</span>
      <span>{children}</span>
    </span>
  );
}

/** What is wrong, in words; nothing while all is well. */
export function Problem({ children }: { children: ComponentChildren }) {
  if (children === "") return null;
  return (
    <p class="notice bad" role="alert">
      {children}
    </p>
  );
}
