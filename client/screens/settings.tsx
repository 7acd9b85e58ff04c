import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { useApp } from "../app_context.ts";
import { openTemplates } from "../models/templates.ts";
import { Icon } from "../ui/icon.tsx";
import { Page, Section } from "../ui/page.tsx";
import { DeviceStorage } from "./device_storage.tsx";
import { InstallApp } from "./install_app.tsx";

interface ChoiceProps<T extends string> {
  legend: string;
  setting: Signal<T>;
  options: Readonly<Record<T, string>>;
  /** Each is too short to be broken into lines. */
  short?: boolean;
}

function Choice<T extends string>({ legend, setting, options, short = false }: ChoiceProps<T>) {
  return (
    <fieldset class={short ? "segments short" : "segments"}>
      <legend class="visually_hidden">{legend}</legend>
      {(Object.entries(options) as [T, string][]).map(([value, label]) => (
        <label key={value}>
          <input
            type="radio"
            name={legend}
            checked={setting.value === value}
            onChange={() => {
              setting.value = value;
            }}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** The templates of flights, to be removed when they are of use no more. */
function TemplateList() {
  const { logbook, shelf } = useApp();
  const [templates] = useState(() => openTemplates(shelf, logbook.id));
  if (templates.all.value.length === 0) return null;
  return (
    <Section title="Templates of flights">
      <ul class="rows">
        {templates.all.value.map(({ id, name }) => (
          <li key={id} class="row">
            <span class="row_title">{name}</span>
            <button
              type="button"
              class="icon_button"
              aria-label={`Remove the template ${name}`}
              onClick={() => templates.remove(id)}
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** How this device shows and reads things. Records never depend on it. */
export function Settings() {
  const { settings, router } = useApp();
  return (
    <Page title="Settings" onBack={() => router.back("/more")}>
      <Section title="Times of flight">
        <Choice
          legend="Times of flight"
          setting={settings.duration_style}
          options={{ tenths: "Tenths, 1.6", hhmm: "Hours and minutes, 1:36" }}
        />
        <p class="soft small after">
          You may type either; records keep whole minutes. In tenths, a time worked out from the
          clocks is rounded to six minutes.
        </p>
      </Section>
      <Section title="Look">
        <Choice
          legend="Look"
          setting={settings.theme}
          options={{ system: "As the device", light: "Light", dark: "Dark", red: "Cockpit red" }}
        />
        <p class="soft small after">
          Cockpit red shows red light alone, which leaves eyes used to the dark. States keep their
          words and shapes; turn the screen’s brightness down as well.
        </p>
        <a class="button after" href="#/design">
          All colours and parts on one page
        </a>
      </Section>
      <Section title="Days and clocks">
        <Choice
          short
          legend="Days"
          setting={settings.date_style}
          options={{ words: "1 Mar 2026", iso: "2026-03-01", us: "Mar 1, 2026" }}
        />
        <div class="after">
          <Choice
            short
            legend="Clocks"
            setting={settings.clock_style}
            options={{ "24": "14:32", "12": "2:32 PM" }}
          />
        </div>
        <p class="soft small after">
          Block times are shown and typed in UTC, either way: 1432, 14:32 or 2:32 pm. Dates are
          those that you write down.
        </p>
      </Section>
      <TemplateList />
      <Section title="On this device">
        <InstallApp />
      </Section>
      <Section title="Storage">
        <DeviceStorage />
      </Section>
    </Page>
  );
}
