import { build, type Plugin } from "esbuild";

/** A plugin that takes its time, as one does that reads many files. */
const slow: Plugin = {
  name: "slow",
  setup: (one) => one.onResolve({ filter: /./ }, () => new Promise(() => undefined)),
};

/** It gives up while esbuild waits for its plugin. */
async function give(): Promise<string> {
  void build({ stdin: { contents: 'import "x"' }, bundle: true, write: false, plugins: [slow] });
  await new Promise((resolve) => setTimeout(resolve, 300));
  throw new Error("the program gives up while it bundles");
}

export const bundle = give();
