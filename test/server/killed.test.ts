/** `npm run torture -- --processes` does the same for as long as one likes. */
import { expect, test } from "vitest";
import { surviveKills, victims } from "../convergence/killed.ts";

/** It starts the server four times, and a busy machine takes its time over that. */
const test_max_ms = 180_000;

test(
  "kill -9 of the gateway, of PostgreSQL and of both in the middle of a push loses nothing and doubles nothing",
  async () => {
    const seed = Math.floor(Math.random() * 1_000_000_000);
    const goesOn = (rounds: number) => rounds < victims.length;
    const found = await surviveKills({ seed, flights: 60, goesOn });
    expect(found, `seed ${seed}`).toEqual({ rounds: 3, flights: 180, problems: [] });
  },
  test_max_ms,
);
