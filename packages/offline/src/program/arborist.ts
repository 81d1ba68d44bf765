import Module, { createRequire } from "node:module";
import { hasCode } from "../errors";

/**
 * Lets `@pulumi/pulumi` load npm's arborist when it is used: for the `node_modules` of a CallbackFunction, and no sooner.
 * Its eight hundred files take a quarter of a second.
 */
export function deferArborist(fromProgram: NodeJS.Require): void {
  const fromPulumi = createRequire(fromProgram.resolve("@pulumi/pulumi"));
  const path = resolved(fromPulumi, "@npmcli/arborist");
  if (path === undefined) return;
  const load = (): Record<string, unknown> => {
    delete fromPulumi.cache[path];
    return fromPulumi(path);
  };
  const deferred = new Module(path);
  deferred.loaded = true;
  deferred.exports = {
    // Without it TypeScript's import helper would read every member at once.
    __esModule: true,
    get Arborist() {
      return load().Arborist;
    },
  };
  fromPulumi.cache[path] = deferred;
}

/** Where a package is, or undefined: not every version of Pulumi brings the same ones. */
function resolved(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch (error) {
    if (hasCode(error, "MODULE_NOT_FOUND")) return undefined;
    throw error;
  }
}
