import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";

// These read synchronously: while Pulumi serializes the next closure, each turn of the event loop is long in coming.

/** A module of a package that a function never needs, and what stands in its place. */
interface Replacement {
  /** Of the module's path. */
  module: RegExp;
  contents: string;
}

/** A module's path, whatever the system's separator. */
const pathOf = (path: string): RegExp => new RegExp(`${path.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`);

const replacements: Replacement[] = [
  {
    // Lambda gives a function its role's credentials in its environment. The SDK's other ways to find some (profiles,
    // single sign-on, instance metadata, with the clients they take) would be a third of what each function ships.
    module: pathOf("@aws-sdk/credential-provider-node/dist-es/index.js"),
    contents: 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
  },
  {
    // So it does with settings: there is no home with files of profiles, which each cold start would look for.
    module: pathOf("@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js"),
    contents: `
      import { CredentialsProviderError } from "../property-provider/CredentialsProviderError";
      export const fromSharedConfigFiles = () => async () => {
        throw new CredentialsProviderError("functions have no shared configuration files");
      };`,
  },
  {
    // So it does with the region, and there is no instance that could be asked for it.
    module: pathOf("@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js"),
    contents: "export const getInstanceMetadataRegion = async () => undefined;",
  },
  {
    // Hashes are Node's own; this one is for builds of it without any.
    module: pathOf("@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js"),
    contents: "export const Sha256Js = undefined;",
  },
  {
    // The global `crypto` loads Web Crypto and Web streams, at each cold start.
    module: pathOf("@smithy/core/dist-es/submodules/serde/uuid/v4.js"),
    contents: 'import { randomUUID } from "node:crypto"; export const bindV4 = () => () => randomUUID();',
  },
  {
    // No operation of DynamoDB asks for its endpoint before it is sent.
    module: pathOf("@aws-sdk/endpoint-cache/dist-es/index.js"),
    contents: "export class EndpointCache {}",
  },
  {
    module: pathOf("@smithy/core/dist-es/submodules/event-streams/index.js"),
    contents: `
      export const resolveEventStreamSerdeConfig = (config) => config;
      export const eventStreamSerdeProvider = () => undefined;
      export class EventStreamSerde {
        constructor() {
          throw new Error("functions are bundled without event streams: see infra/blocks/sdk-plugins.ts");
        }
      }`,
  },
  {
    // Signs the messages of event streams.
    module: pathOf("@smithy/signature-v4/dist-es/HeaderFormatter.js"),
    contents: "export class HeaderFormatter {}",
  },
  {
    // The validator of bodies: formats are for those who read the API's document (see `inputOf` in functions/kit/input.ts).
    module: pathOf("@cfworker/json-schema/dist/esm/format.js"),
    contents: `
      export const format = new Proxy({}, {
        get(_, name) {
          throw new Error("functions check no formats, such as " + String(name) + ": see infra/blocks/sdk-plugins.ts");
        },
      });`,
  },
];

/** Leaves out of packages what a function never needs in any home. */
export const withoutUnused: Plugin = {
  name: "without-unused",
  setup({ onLoad }) {
    for (const { module, contents } of replacements)
      onLoad({ filter: module }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
  },
};

/**
 * The AWS SDK's schema files index objects by constants (`{ [_k]: 1 }`). A computed key may have side effects as far as
 * a bundler knows, so every schema of a service would be kept; written as literals, the unused ones fall away. So do
 * errors, which the files register all: `register…` of those that a closure names does it.
 */
export const schemasByUse: Plugin = {
  name: "schemas-by-use",
  setup({ onLoad }) {
    onLoad({ filter: /dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const code = readFileSync(path, "utf8");
      const constants = new Map(
        [...code.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, value]) => [name, value]),
      );
      const retryable = retryableIn(join(dirname(path), "../models/errors.js"));
      return {
        contents: code
          .replace(/\[(_\w+)\]:/g, (key, name: string) => (constants.has(name) ? `${constants.get(name)}:` : key))
          .replace(/^n0_registry\.registerError\(\w+\$, (\w+)\);$/gm, (statement, name: string) =>
            retryable.has(name) ? `${register(name, statement)}\nregister${name}();` : register(name, statement),
          ),
      };
    });
  },
};

const register = (name: string, statement: string): string => `export const register${name} = () => ${statement}`;

/** Errors by which alone the SDK tells that a request may be tried again. Others it tells by their names. */
function retryableIn(errors: string): Set<string | undefined> {
  const classes = existsSync(errors) ? readFileSync(errors, "utf8").split(/^export (?=class )/m) : [];
  return new Set(classes.filter((text) => text.includes("$retryable")).map((text) => /^class (\w+)/.exec(text)?.[1]));
}

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
