/** The design on one page: every colour, size, space, state and part, as the theme shows them now. */
import { useId, useState } from "preact/hooks";
import { RankChart, TimeChart } from "./bar_chart.tsx";
import { FigureTable } from "./figure_table.tsx";
import { Icon, iconNames } from "./icon.tsx";
import { Figure, Page, Section } from "./page.tsx";
import { Status, type Tone } from "./status.tsx";
import { WideTable } from "./wide_table.tsx";

/** Pairs that carry text, each by the names of its tokens: what is written, and on what. */
const textPairs = [
  ["ink", "paper", "Text"],
  ["ink-soft", "paper", "What is beside it"],
  ["ink", "paper-raised", "What is typed"],
  ["ink", "paper-sunk", "A line under the pointer"],
  ["ink-soft", "paper-sunk", "Beside it"],
  ["accent", "paper", "Where one can go"],
  ["accent-ink", "accent", "The one thing to do"],
  ["ink", "accent-wash", "Chosen, and notices"],
  ["ink-soft", "accent-wash", "Beside it"],
  ["accent", "accent-wash", "What is chosen"],
  ["good", "paper", "Good"],
  ["wait", "paper", "Wait"],
  ["bad", "paper", "Bad"],
  ["bad", "bad-wash", "What is wrong"],
  ["paper", "ink", "What has just happened"],
] as const;

const sizes = ["small", "body", "lead", "title", "figure", "hero"] as const;
const spaces = [1, 2, 3, 4, 5, 6, 7] as const;

const states: readonly (readonly [Tone, string])[] = [
  ["good", "Current"],
  ["wait", "Ends soon"],
  ["bad", "Lapsed"],
  ["quiet", "Not yet"],
];

function Colours() {
  return (
    <Section title="Colour">
      <ul class="swatches">
        {textPairs.map(([ink, paper, use]) => (
          <li
            key={`${ink} ${paper}`}
            style={{ color: `var(--${ink})`, background: `var(--${paper})` }}
          >
            <strong>{use}</strong>
            <span>
              {ink} on {paper}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Type() {
  return (
    <Section title="Type">
      <ul class="type_sizes">
        {sizes.map((size) => (
          <li key={size} style={{ fontSize: `var(--size-${size})` }}>
            1234.5 {size}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Spaces() {
  return (
    <Section title="Space">
      <ul class="spaces">
        {spaces.map((space) => (
          <li key={space}>
            <span style={{ width: `var(--space-${space})` }} />
            space-{space}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function States() {
  return (
    <Section title="States: word, shape and colour">
      <ul class="rows">
        {states.map(([tone, word]) => (
          <li key={tone} class="row">
            <span class="row_title">{tone}</span>
            <Status tone={tone}>{word}</Status>
          </li>
        ))}
      </ul>
      <p class="notice">A notice: something to know.</p>
      <p class="notice bad">A notice: something to mend.</p>
    </Section>
  );
}

function Buttons() {
  return (
    <Section title="Buttons">
      <div class="buttons">
        <button type="button" class="button primary">
          The one thing
        </button>
        <button type="button" class="button">
          Another
        </button>
        <button type="button" class="button plain">
          In passing
        </button>
        <button type="button" class="button danger">
          No way back
        </button>
        <button type="button" class="button" disabled>
          Not now
        </button>
        <button type="button" class="icon_button" aria-label="An icon">
          <Icon name="edit" />
        </button>
      </div>
    </Section>
  );
}

function Fields() {
  const id = useId();
  const [choice, setChoice] = useState("tenths");
  return (
    <Section title="Fields">
      <div class="form_grid">
        <label class="field">
          <span class="field_label">Typed</span>
          <input class="input" defaultValue="KPAO" />
        </label>
        <label class="field">
          <span class="field_label">
            Worked out <span class="mark">prefilled</span>
          </span>
          <input class="input prefilled" defaultValue="1.6" />
        </label>
        <div class="field">
          <label class="field_label" for={id}>
            Wrong
          </label>
          <input
            id={id}
            class="input"
            aria-invalid="true"
            aria-describedby={`${id}-problem`}
            defaultValue="25:61"
          />
          <span class="problem" id={`${id}-problem`}>
            <span aria-hidden="true">■</span>
            <span>This is no time of day. Type it like 14:32.</span>
          </span>
        </div>
        <label class="check">
          <input type="checkbox" defaultChecked />
          Ticked
        </label>
      </div>
      <fieldset class="segments after">
        <legend class="visually_hidden">One of two</legend>
        {["tenths", "hours and minutes"].map((name) => (
          <label key={name}>
            <input
              type="radio"
              name={`${id}-choice`}
              checked={choice === name}
              onChange={() => setChoice(name)}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </Section>
  );
}

const bars = [
  { key: "2024", name: "2024", value: 30, text: "30.0" },
  { key: "2025", name: "2025", value: 90, text: "90.0" },
  { key: "2026", name: "2026", value: 60, text: "60.0" },
];

function Figures() {
  return (
    <Section title="Figures">
      <dl class="figures_grid">
        <Figure label="A figure">1,234.5</Figure>
        <Figure label="Another">12</Figure>
      </dl>
      <FigureTable
        head={["A small table", "Time", "Flights"]}
        rows={[{ name: "90 days", figures: ["12.3", 8] }]}
      />
      <WideTable
        label="A wide table"
        head={["Wide", ...bars.map(({ name }) => name)]}
        rows={[{ key: "a", name: "Row", figures: bars.map(({ text }) => text) }]}
        foot={{ name: "Total", figures: bars.map(({ text }) => text) }}
      />
      <div class="after">
        <TimeChart label="Bars in time, as in the wide table" bars={bars} />
      </div>
      <div class="after">
        <RankChart label="Bars by rank, as in the wide table" bars={bars} />
      </div>
    </Section>
  );
}

function Icons() {
  return (
    <Section title="Icons">
      <ul class="icon_list">
        {iconNames.map((name) => (
          <li key={name}>
            <Icon name={name} />
            {name}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Everything that screens are made of. */
export function DesignPage({ onBack }: { onBack: () => void }) {
  return (
    <Page title="Design" onBack={onBack}>
      <p class="lead after">
        The calm of a paper logbook, the clarity of an instrument: one typeface, one accent,
        hairlines, numbers to be read at arm’s length, every state in a word, a shape and a colour.
      </p>
      <Colours />
      <Type />
      <Spaces />
      <States />
      <Buttons />
      <Fields />
      <Figures />
      <Icons />
    </Page>
  );
}
