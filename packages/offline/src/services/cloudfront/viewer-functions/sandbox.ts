import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";
import { escape, parse, stringify, unescape } from "node:querystring";
import { format } from "node:util";

/** The modules of CloudFront's runtimes (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html). */
const modules: Record<string, object> = {
  buffer: { Buffer },
  crypto: { createHash, createHmac },
  querystring: { escape, parse, stringify, unescape },
  cloudfront: {
    kvs: () => {
      throw new Error("key value stores are not served offline");
    },
  },
};

function load(name: string): object {
  const module = Object.hasOwn(modules, name) ? modules[name] : undefined;
  if (!module) throw new Error(`Cannot find module "${name}"`);
  return module;
}

/** What a function finds besides the language itself; nothing of Node.js. */
export function globalsOf(logs: string[]): Record<string, unknown> {
  const log = (...values: unknown[]): void => void logs.push(format(...values));
  return {
    ...{ Buffer, TextDecoder, TextEncoder, atob, btoa, require: load },
    console: { log, error: log, warn: log, info: log },
  };
}

/** Code as a script: the imports of a module become calls. */
export const scriptOf = (code: string): string =>
  code.replace(
    /^[ \t]*import\s+([\w$]+|\{[^}]*\})\s+from\s+(['"])([\w:]+)\2[ \t]*;?/gm,
    (_, what: string, __, from) => {
      return `const ${what.replace(/\bas\b/g, ":")} = require('${from}');`;
    },
  );
