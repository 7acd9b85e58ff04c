import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { flight as flightKind } from "../../shared/kinds/flight.ts";
import { craftOfForm } from "../models/craft_of_form.ts";
import { useApp } from "../app_context.ts";
import { FieldInput } from "../fields/field_input.tsx";
import { useRecordForm } from "../fields/use_record_form.ts";
import { endsOf, type Flight } from "../models/flight_facts.ts";
import { newFlight } from "../models/flight_start.ts";
import type { Form } from "../models/form.ts";
import {
  countTaps,
  isLeftOpen,
  nearestPlace,
  nextTap,
  placeTap,
  quickDraft,
  tap,
  tapped,
  taps,
  type TapName,
} from "../models/quick_log.ts";
import { openWhereabouts } from "../models/whereabouts.ts";
import { formatMinutes } from "../ui/durations.ts";
import { Icon } from "../ui/icon.tsx";
import { formatClock, formatDay } from "../ui/moments.ts";
import { Page } from "../ui/page.tsx";
import { useAtOnce } from "../ui/use_at_once.ts";
import { LegPlaces } from "./leg_fields.tsx";

const { fields } = flightKind;

const whereabouts = openWhereabouts(navigator.geolocation);

/** How often the time since the last tap is told anew, in milliseconds. */
const tell_every_ms = 10_000;

/** The present moment, for as long as it is shown. */
function useNow(): Signal<string> {
  const { clock } = useApp();
  const now = useSignal(clock.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = clock.now();
    }, tell_every_ms);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface TapRowProps {
  form: Form;
  tap: (typeof taps)[number];
  onTap: () => void;
}

/** One of the four: a button until it was tapped, then its time, which can be corrected. */
function TapRow({ form, tap: { name, label, says }, onTap }: TapRowProps) {
  const correcting = useSignal(false);
  const moment = form.value(name) as string | null;
  const isOpen = correcting.value || name in form.unread.value;
  return (
    <li class="tap">
      <button
        type="button"
        class={`tap_button${nextTap(form) === name ? " next" : ""}${moment === null ? "" : " done"}`}
        aria-expanded={moment === null ? undefined : isOpen}
        onClick={() => {
          if (moment === null) onTap();
          else correcting.value = !correcting.value;
        }}
      >
        <span class="tap_name">{label}</span>
        <span class="tap_says">{says}</span>
        {moment === null ? (
          <span class="tap_time waiting">now</span>
        ) : (
          <span class="tap_time">
            {formatClock(moment)} <span class="visually_hidden">UTC. Correct it</span>
            <Icon name="edit" />
          </span>
        )}
      </button>
      {isOpen && (
        <div class="tap_correct">
          <FieldInput form={form} path={name} field={{ ...fields[name], label: `${label}, UTC` }} />
          <div class="buttons">
            <button
              type="button"
              class="button"
              onClick={() => {
                form.set(name, null);
                correcting.value = false;
              }}
            >
              Take it away
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                correcting.value = false;
              }}
            >
              Done
            </button>
          </div>
        </div>
      )}
    </li>
  );
}

/** How long ago the last tap was, and what it was. */
function Since({ form }: { form: Form }) {
  const now = useNow();
  const last = tapped(form).at(-1);
  if (last === undefined)
    return (
      <p class="soft small">
        Tap as it happens; the clock fills the time in. Skip what you like: any time can be typed in
        later. Nothing is lost if the battery dies.
      </p>
    );
  const minutes = Math.floor((Date.parse(now.value) - Date.parse(last.moment)) / 60_000);
  return (
    <p class="soft small" role="status">
      {last.label} {formatClock(last.moment)} UTC
      {minutes >= 0 && `, ${formatMinutes(minutes, "hhmm")} ago`}. Times are UTC.
    </p>
  );
}

/** The switch that lets the taps ask the device where it is. Nothing asks before it is on. */
function FindAirport({ problem }: { problem: Signal<string> }) {
  const { settings } = useApp();
  const { finds_airport } = settings;
  return (
    <div class="wide">
      <label class="check">
        <input
          type="checkbox"
          checked={finds_airport.value}
          onChange={(event) => {
            finds_airport.value = event.currentTarget.checked;
            problem.value = "";
            if (!finds_airport.value) return;
            // Asked now, on the ground, and not in the middle of a take-off.
            whereabouts.find().catch((error: Error) => {
              problem.value = error.message;
            });
          }}
        />
        Fill in the nearest airport by GPS
      </label>
      {problem.value !== "" && (
        <p class="notice" role="status">
          {problem.value}
        </p>
      )}
    </div>
  );
}

function LeftOpen({ form, onDiscard }: { form: Form; onDiscard: () => void }) {
  const { today } = useApp();
  if (!isLeftOpen(form, today.value)) return null;
  return (
    <div class="notice" role="status">
      <p>
        <strong>This was begun on {formatDay(form.value("flight_date") as string)}.</strong> It is
        as you left it. Finish it, or go on with it if it is the same flight.
      </p>
      <div class="buttons">
        <a class="button primary" href="#/flights/quick/finish">
          Finish that flight
        </a>
        <button type="button" class="button" onClick={onDiscard}>
          Discard it
        </button>
      </div>
    </div>
  );
}

/** What a tap does: it notes the clock at once, and the place when the device has found it. */
function useTapped(form: Form, problem: Signal<string>) {
  const app = useApp();
  const { clock, drafts, places, settings } = app;
  useAtOnce(() => {
    const [leg] = (form.values.value as unknown as Flight).flight_legs;
    const ends = endsOf(leg!);
    countTaps(form, (end) => places.airportOf(ends[end]));
  });
  const locate = async (name: TapName) => {
    try {
      const position = await whereabouts.find();
      const found = nearestPlace(places, position, craftOfForm(app, form).category);
      if (found === undefined) problem.value = "There is no airport near. Choose it yourself.";
      else placeTap(form, name, found);
    } catch (error) {
      problem.value = (error as Error).message;
    }
    drafts.settle();
  };
  return (name: TapName) => {
    tap(form, name, clock.now(), clock.today());
    drafts.settle();
    navigator.vibrate?.(40);
    problem.value = "";
    if (settings.finds_airport.value) void locate(name);
  };
}

function Taps() {
  const { clock, logbook, router } = useApp();
  const start = newFlight(clock.today(), logbook.all("flight")[0]);
  const editing = useRecordForm("flight", null, start, quickDraft);
  const { form } = editing;
  const problem = useSignal("");
  const onTap = useTapped(form, problem);
  const discard = () => {
    editing.discard();
    router.end("/");
  };
  return (
    <Page title="Quick log" onBack={() => router.back("/")}>
      <LeftOpen form={form} onDiscard={discard} />
      <ol class="taps">
        {taps.map((each) => (
          <TapRow key={each.name} form={form} tap={each} onTap={() => onTap(each.name)} />
        ))}
      </ol>
      <Since form={form} />
      <div class="form_grid quick after">
        <FieldInput form={form} path="aircraft_id" field={fields.aircraft_id} />
        <LegPlaces form={form} index={0} />
        <FindAirport problem={problem} />
      </div>
      <div class="form_foot">
        <a class="button primary large" href="#/flights/quick/finish">
          Finish the flight
        </a>
        <button type="button" class="button large plain" onClick={discard}>
          Discard
        </button>
      </div>
    </Page>
  );
}

/** Four taps while one flies: OUT, OFF, ON, IN. They end as the form of a flight, filled in. */
export function QuickLog() {
  const { logbook } = useApp();
  return logbook.ready.value ? <Taps /> : null;
}
