// A thread that performs tasks inside QuickJS: `sandbox.ts` sends them and ends the thread when one
// takes too long. JavaScript, since a worker of Node 20 reads no TypeScript.
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant } from "quickjs-emscripten-core";

/** Pages of 64 KiB. QuickJS counts no bytes in this build, so the memory itself ends at 64 MiB. */
const memory = { initial: 256, maximum: 1024 };
/** Deeper recursion is an error of the function; the stack of the thread itself ends later. */
const stackBytes = 64 * 1024;

const prelude = readFileSync(new URL("in_sandbox.js", import.meta.url), "utf8");
const wasmMemory = new WebAssembly.Memory(memory);
const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory }));

/** The JSON that a task answers, in a context of its own. Throws what its function threw. */
function performed(task) {
  const context = quickjs.newContext();
  try {
    context.runtime.setMaxStackSize(stackBytes);
    context.unwrapResult(context.evalCode(prelude)).dispose();
    const perform = context.getProp(context.global, "perform");
    const text = context.newString(task);
    const result = context.callFunction(perform, context.undefined, text);
    perform.dispose();
    text.dispose();
    if (result.error) {
      const thrown = context.dump(result.error);
      result.error.dispose();
      const { name = "Error", message = String(thrown) } = Object(thrown);
      return { error: { name: String(name), message: String(message) } };
    }
    const json = context.getString(result.value);
    result.value.dispose();
    return { json };
  } finally {
    context.dispose();
  }
}

parentPort.on("message", (task) => parentPort.postMessage(performed(task)));
parentPort.postMessage("ready");
