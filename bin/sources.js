// Whether something was built from the sources that are here. Plain JavaScript without packages.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "./install.js";

/** Files of a path, itself or everything inside, sorted. */
export function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** SHA-256 of what is built from: the files of paths below the project, with their names. */
function hashOf(inputs) {
  const hash = createHash("sha256");
  for (const path of inputs.flatMap((input) => filesOf(join(project, input))))
    hash.update(path.slice(project.length)).update(readFileSync(path));
  return hash.digest("hex");
}

const markOf = (output) => `${output}.sha256`;

/** Notes what a folder was built from. It comes last: a build that was killed is made again. */
export function noteBuilt(output, inputs) {
  writeFileSync(markOf(output), hashOf(inputs));
}

/** Whether a folder was built from these inputs as they are now. */
export function isBuiltFrom(output, inputs) {
  const mark = markOf(output);
  return existsSync(mark) && readFileSync(mark, "utf8") === hashOf(inputs);
}
