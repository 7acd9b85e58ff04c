import type { TestProject } from "vitest/node";
import { chosenVersion, startTestPostgres, type TestServer } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: TestServer;
  }
}

/** Starts one PostgreSQL for the whole run of a project and tells its workers where it is. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestPostgres(chosenVersion());
  project.provide("postgres", {
    adminUrl: server.url("postgres"),
    gatewayPassword: server.gatewayPassword,
    folder: server.folder,
  });
  return server.stop;
}
