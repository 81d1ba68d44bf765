import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Plugin } from "esbuild";

// These read synchronously: while Pulumi serializes the next closure, each turn of the event loop is long in coming.

/**
 * Lambda gives a function its role's credentials in its environment. The SDK's other ways to find some (profiles, single
 * sign-on, instance metadata, with the clients they take) would be a third of what each function ships, and never run.
 */
export const environmentCredentials: Plugin = {
  name: "environment-credentials",
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, ({ path }) => ({
      contents: 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
      resolveDir: dirname(path),
    }));
  },
};

/**
 * The AWS SDK's schema files index objects by constants (`{ [_k]: 1 }`). A computed key may have side effects as far as
 * a bundler knows, so every schema of a service would be kept; written as literals, the unused ones fall away.
 */
export const literalSchemaKeys: Plugin = {
  name: "literal-schema-keys",
  setup({ onLoad }) {
    onLoad({ filter: /dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const code = readFileSync(path, "utf8");
      const constants = new Map(
        [...code.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, value]) => [name, value]),
      );
      return {
        contents: code.replace(/\[(_\w+)\]:/g, (key, name: string) =>
          constants.has(name) ? `${constants.get(name)}:` : key,
        ),
      };
    });
  },
};

/** SDK packages import their own package.json for its version alone; all of it would be bundled, once per package. */
export const versionsOnly: Plugin = {
  name: "versions-only",
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/][\w-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};
