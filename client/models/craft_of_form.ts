import { unknownCraft, type Craft } from "../../shared/facts/craft.ts";
import type { Form } from "./form.ts";
import type { Standing } from "./standing.ts";

/** What the rules know of the aircraft that a flight's form names. */
export function craftOfForm({ standing }: { standing: Standing }, form: Form): Craft {
  const id = form.value("aircraft_id") as string | null;
  return standing.facts.value?.crafts.get(id ?? "") ?? unknownCraft;
}
