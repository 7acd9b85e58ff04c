/** Histories: what happens on which device, in what order, and where the network dies. */
import { type Random, randomOf } from "./random.ts";

/** What a person does on a device, and how often beside the others. */
const writes = {
  create_flight: 3,
  create_aircraft: 2,
  create_person: 1,
  edit_text: 8,
  edit_number: 3,
  edit_aircraft: 3,
  add_leg: 2,
  edit_leg: 3,
  remove_leg: 2,
  add_approach: 2,
  edit_approach: 2,
  add_crew: 2,
  delete_flight: 2,
  delete_other: 2,
  lock: 2,
  unlock: 1,
  mark_erroneous: 1,
  sign: 2,
  sign_older: 2,
  sign_ahead: 1,
  correct: 1,
  accept: 3,
  dismiss: 3,
  attach: 1,
  edit_attachment: 1,
  spoil: 1,
  take_registration: 1,
} as const;

/** What happens to a device. */
const moves = { sync: 10, push: 4, pull: 3, view: 1, back_up: 1, restore: 1 } as const;

/** `rest`: a history is over. All is judged, and the next one goes on from there. */
export type Act = keyof typeof writes | keyof typeof moves | "rest";

/** Where the connection dies: at which request of the step, before or after the server acted. */
export interface Fault {
  request: number;
  when: "before" | "after";
}

/** One step. `a` and `b` are picked numbers: which record, which field. They mean something in any state. */
export interface Step {
  /** Stays when steps before it are dropped: texts and ids of the step come from it. */
  n: number;
  device: number;
  act: Act;
  a: number;
  b: number;
  fault?: Fault;
}

function weighted(weights: Readonly<Record<string, number>>): Act[] {
  return Object.entries(weights).flatMap(([act, times]) => Array<Act>(times).fill(act as Act));
}

const bag: readonly Act[] = [...weighted(writes), ...weighted(moves)];

function oneStep(n: number, devices: number, random: Random): Step {
  const act = random.of(bag);
  const step = { n, device: random.below(devices), act, a: random.below(64), b: random.below(64) };
  if (!(act in moves) || !random.oneIn(3)) return step;
  return {
    ...step,
    fault: { request: random.below(9), when: random.of(["before", "after"] as const) },
  };
}

/** The least that can go wrong: an edit on each of two devices; in the end they meet. */
const steps_min = 2;
const devices_min = 2;
/** Steps are numbered from a multiple of this on in each history. */
const steps_apart = 1000;

/** How much happens in one logbook. */
export interface Size {
  /** Histories after one another. */
  histories: number;
  /** At most in a history. */
  steps: number;
  /** At most, beside a viewer's. */
  devices: number;
}

/** The life of a logbook that a seed makes: at most so much, often less, with a rest between two histories. */
export function lifeOf(seed: number, size: Size): Step[] {
  const random = randomOf(seed);
  const devices = devices_min + random.below(size.devices - devices_min + 1);
  return Array.from({ length: size.histories }, (_, i) => {
    const length = steps_min + random.below(size.steps - steps_min + 1);
    const n = i * steps_apart;
    const steps = Array.from({ length }, (_, j) => oneStep(n + j, devices, random));
    const { fault, ...rest }: Step = { ...oneStep(n + length, devices, random), act: "rest" };
    return i + 1 < size.histories ? [...steps, rest] : steps;
  }).flat();
}

/** A step in a line. */
export function tellStep({ n, device, act, a, b, fault }: Step): string {
  const died = fault === undefined ? "" : `, dies ${fault.when} request ${fault.request}`;
  return `#${n} device ${device}: ${act}(${a}, ${b})${died}`;
}
