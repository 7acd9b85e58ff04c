/** Fields of requests that several routes have. */
import * as z from "zod/mini";

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

/** A moment in UTC; `error` says what it must be. */
export function moment(error: string) {
  return z
    .string({ error })
    .check(z.refine((text) => form.test(text) && !Number.isNaN(Date.parse(text)), { error }));
}
