import { useEffect, useMemo, useRef } from "preact/hooks";
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { everyFlight, type FlightFilter } from "../../shared/flight_filter.ts";
import { useApp } from "../app_context.ts";
import { afterPaint, breath } from "../models/idle.ts";
import { addressOfPlace, type LogbookPlace, placeOfAddress } from "../models/logbook_address.ts";

/** How long typing may pause before the address follows, in milliseconds: browsers allow few. */
const pause_ms = 400;

/** Where in the logbook the address says that one is. */
export interface FilterControl extends Omit<LogbookPlace, "filter"> {
  filter: ReadonlySignal<FlightFilter>;
  /** The words as they are typed: a letter is seen before anything is looked for. */
  words: ReadonlySignal<string>;
  /** Looks for other words once they have been painted; the address follows after a pause. */
  type(words: string): void;
  /** Looks for something else; the address follows, when `soon` after a pause. */
  change(next: FlightFilter, soon?: "soon"): void;
  /** Lets what is found and the address follow now: one is about to leave. */
  settle(): void;
  /** Another page or month, or another way to read the same. */
  go(place: Partial<Pick<LogbookPlace, "view" | "at">>): void;
  /** The address of the list of what is found. */
  list(): string;
  /** Has a link to a flight take along what is looked for, for the way back. */
  lead(link: HTMLAnchorElement, uuid: string): void;
}

/** What is looked for, in step with the address: a link to it is a link to the same flights. */
export function useFilter(): FilterControl {
  const { router } = useApp();
  const place = placeOfAddress(router.path.value.slice(1));
  const filter = useSignal(place.filter ?? everyFlight);
  const words = useSignal(filter.peek().words);
  const address = addressOfPlace({ ...place, filter: place.filter ?? everyFlight });
  const written = useRef(address);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const looking = useRef<(() => void) | undefined>(undefined);
  const here = useRef<Pick<LogbookPlace, "view" | "open" | "at">>(place);
  here.current = { view: place.view, open: place.open, at: place.at };
  // The address was changed by somebody else: a link, the way back, another window's bookmark.
  if (address !== written.current) {
    clearTimeout(timer.current);
    timer.current = undefined;
    written.current = address;
    looking.current?.();
    looking.current = undefined;
    filter.value = place.filter ?? everyFlight;
    words.value = filter.peek().words;
  }
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      looking.current?.();
    },
    [],
  );
  // Always the same functions, so that what is given them is not drawn anew with every key.
  const ways = useMemo(() => {
    const asked = () => ({ ...filter.peek(), words: words.peek() });
    const addressNow = (other: Partial<LogbookPlace>) =>
      addressOfPlace({ filter: asked(), ...other });
    const look = () => {
      looking.current?.();
      looking.current = undefined;
      filter.value = asked();
    };
    const settle = () => {
      if (looking.current !== undefined) look();
      if (timer.current === undefined) return;
      clearTimeout(timer.current);
      timer.current = undefined;
      // Who has left already is not brought back.
      if (router.isLeaving()) return;
      written.current = addressNow(here.current);
      router.replace(written.current);
    };
    const follow = (wait_ms: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(settle, wait_ms);
    };
    return {
      settle,
      type(text: string) {
        words.value = text;
        looking.current ??= afterPaint(look);
        follow(pause_ms);
      },
      change(next: FlightFilter, soon?: "soon") {
        filter.value = next;
        words.value = next.words;
        follow(soon === undefined ? 0 : pause_ms);
      },
      go: (other: Partial<LogbookPlace>) =>
        router.replace(addressNow({ ...here.current, ...other })),
      list: () => addressNow({}),
      lead(link: HTMLAnchorElement, uuid: string) {
        settle();
        link.href = `#${addressNow({ open: uuid })}`;
        // It was followed by then, and stands in the list as it was drawn.
        void breath().then(() => {
          link.href = `#${addressOfPlace({ open: uuid })}`;
        });
      },
    };
  }, [router]);
  return { ...here.current, ...ways, filter, words };
}
