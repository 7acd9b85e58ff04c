import { defineConfig } from "vitest/config";

/**
 * Milliseconds after which something hangs: far above what anything takes on a machine that has other
 * work, for how fast a machine is decides no test.
 */
const hangs_ms = 300_000;

/** A kind of test: the folder of its name under `test/`. */
const kindOfTest = (name: string, settings: Record<string, unknown> = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: hangs_ms,
    hookTimeout: hangs_ms,
    expect: { poll: { timeout: 60_000 } },
    ...settings,
  },
});

const withPostgres = { globalSetup: ["test/harness/postgres_setup.ts"] };

export default defineConfig({
  test: {
    projects: [
      // Nothing of theirs outlives a test, so the files share their modules: half the time is loading.
      kindOfTest("unit", { isolate: false }),
      kindOfTest("property", { isolate: false }),
      kindOfTest("sql", withPostgres),
      kindOfTest("protocol", withPostgres),
      kindOfTest("convergence", withPostgres),
      // They change what belongs to the whole server: roles and passwords.
      kindOfTest("server", { ...withPostgres, fileParallelism: false }),
      // One process reads the server once for all files; none of them changes what another sees.
      kindOfTest("browser", { ...withPostgres, fileParallelism: false, isolate: false }),
    ],
  },
});
