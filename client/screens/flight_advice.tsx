import { useComputed } from "@preact/signals";
import type { Advice } from "../../shared/flight_lint/advice.ts";
import { lintContext, lintFlight } from "../../shared/flight_lint/lint.ts";
import { useApp } from "../app_context.ts";
import { goToField } from "../fields/use_record_form.ts";
import type { Flight } from "../models/flight_facts.ts";
import type { Form } from "../models/form.ts";

/** Advice about a flight as it is filled in; none before there is something to advise on. */
function useAdvice(form: Form): readonly Advice[] {
  const { standing, today } = useApp();
  return useComputed(() => {
    const flight = form.values.value as unknown as Flight;
    const facts = standing.facts.value;
    if (facts === undefined || flight.aircraft_id === null || flight.total_time === 0) return [];
    return lintFlight(flight, lintContext(facts, flight, today.value));
  }).value;
}

/** What does not fit together in a flight, in words. Advice never stands in the way of saving. */
export function FlightAdvice({ form }: { form: Form }) {
  const found = useAdvice(form);
  if (found.length === 0) return null;
  return (
    <details class="fold advice">
      <summary>
        {found.length === 1 ? "One thing to look at" : `${found.length} things to look at`}
        <span class="soft">Advice: you may save as it is</span>
      </summary>
      <ul class="fold_body advice_list">
        {found.map(({ code, path, message, regulation }) => (
          <li key={code + path}>
            <span>
              {message}
              {regulation !== null && <span class="soft small"> {regulation}</span>}
            </span>
            <button type="button" class="button plain" onClick={() => goToField(path)}>
              Show
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
