import { useMemo } from "preact/hooks";
import { computed, type ReadonlySignal } from "@preact/signals";
import type { FlightFilter } from "../../shared/flight_filter.ts";
import { trainingSession } from "../../shared/kinds/training_session.ts";
import { lessonMatcher } from "../../shared/lesson_filter.ts";
import { type App, useApp } from "../app_context.ts";
import { rowText } from "../fields/value_text.ts";
import type { Lesson } from "../models/book_lines.ts";
import { folded } from "../models/word_search.ts";
import { counted } from "../models/locks.ts";
import { formatDay } from "../ui/moments.ts";

/** Everything that a lesson says, as one text. */
function textOf(app: App, lesson: Lesson): string {
  const day = formatDay(lesson.session_date);
  const said = rowText(trainingSession.fields, lesson as never, app);
  return folded([lesson.session_date, day, said].join("\n"));
}

/** The lessons that count and fit what is looked for, newest first. */
export function useLessons(filter: ReadonlySignal<FlightFilter>): readonly Lesson[] {
  const app = useApp();
  const found = useMemo(
    () =>
      computed(() => {
        const all: readonly Lesson[] = app.logbook.all("training_session");
        const lessons = counted(all, (one) => one.corrects_training_session_id).filter(
          lessonMatcher(filter.value, app.today.value),
        );
        const words = folded(filter.value.words).trim();
        if (words === "") return lessons;
        const parts = words.split(/\s+/);
        return lessons.filter((lesson) => {
          const text = textOf(app, lesson);
          return parts.every((part) => text.includes(part));
        });
      }),
    [],
  );
  return found.value;
}
