import * as pulumi from "@pulumi/pulumi";
import { readSettings, type Settings } from "../../infra/settings";
import { readProject } from "../../packages/offline/src/program/project";

/** Configuration belongs to a project, of which this process has none: suites that read it have one while they run. */
export function readsSettings(): void {
  before(() => pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "atelier"));
  after(() => pulumi.runtime.setAllConfig({}));
}

/** Reads the settings of a stack's file as its program would, where some of its values are others. */
export function settingsOf(stack: string, config: Record<string, string>): Settings {
  pulumi.runtime.setAllConfig(readProject(process.cwd(), stack, config).config);
  return readSettings();
}

/** What is said of a configuration that is refused. */
export function refusalOf(config: Record<string, string>, stack = "localstack"): string {
  try {
    settingsOf(stack, config);
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) return error.message;
    throw error;
  }
  throw new Error(`${JSON.stringify(config)} was accepted`);
}
