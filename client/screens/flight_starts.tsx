import { useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import { openTemplates } from "../models/templates.ts";
import { roleNames, type Role } from "../models/flight_roles.ts";

/** Other ways to log, and the templates: one line above the form. */
export function FlightStarts() {
  const { shelf, logbook } = useApp();
  const [templates] = useState(() => openTemplates(shelf, logbook.id));
  return (
    <nav class="starts" aria-label="Other ways to log">
      <a class="button" href="#/flights/quick">
        Quick log
      </a>
      <a class="button" href="#/flights/several">
        Several flights
      </a>
      <a class="button" href="#/records/training_session/new">
        Simulator or ground
      </a>
      {templates.all.value.map(({ id, name }) => (
        <a key={id} class="button" href={`#/flights/new/template/${id}`}>
          {name}
        </a>
      ))}
    </nav>
  );
}

/** Whose fields the form shows. What holds a value is shown whoever one is. */
export function RoleChooser() {
  const { settings } = useApp();
  const { role } = settings;
  return (
    <label class="role_chooser">
      <span>
        Fields for <span class="soft">what holds a value is always shown</span>
      </span>
      <select
        class="input"
        value={role.value}
        onChange={(event) => {
          role.value = event.currentTarget.value as Role;
        }}
      >
        {Object.entries(roleNames).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
