import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../is-record";
import type { Files, Properties } from "../graph/graph";

/**
 * Pulumi's wire format: objects that carry this key are something else than an object; its value says what
 * (`runtime/rpc.ts` and `runtime/constants.ts` of @pulumi/pulumi).
 */
const signature = "4dabf18193072939515e22adb298388d";
const signatures = {
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  secret: "1b47061264138c4ac30d75fd1eb44270",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
} as const;

const isFiles = (value: unknown): value is Properties =>
  isRecord(value) && (value[signature] === signatures.asset || value[signature] === signatures.archive);

/** Whether a value, or anything in it, is secret. */
export function hasSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSecret);
  return isRecord(value) && (value[signature] === signatures.secret || Object.values(value).some(hasSecret));
}

/** A value without wrappers: secrets in the clear, resources as their ids; assets and archives are left out. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (value[signature] === signatures.secret) return plain(value.value);
  if (value[signature] === signatures.resource) return value.id ?? value.urn;
  return isFiles(value) ? undefined : plainProperties(value);
}

/** {@link plain} for the properties of a resource; absent ones stay absent. */
export function plainProperties(properties: Properties): Properties {
  const entries = Object.entries(properties).map(([key, value]) => [key, plain(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null));
}

/**
 * The content of the assets and archives among a resource's properties; an asset is an archive with one file, named "".
 *
 * @throws Error for remote assets, which this host does not fetch
 */
export function filesOf(properties: Properties): Record<string, Files> {
  const found = Object.entries(properties).filter(([, value]) => isFiles(value));
  return Object.fromEntries(found.map(([key, value]) => [key, read(value, "")]));
}

function read(value: unknown, name: string): Files {
  if (!isFiles(value)) throw new Error(`${name} is neither an asset nor an archive`);
  if (typeof value.text === "string") return { [name]: Buffer.from(value.text) };
  if (typeof value.path === "string") return readPath(value.path, name);
  if (!isRecord(value.assets)) throw new Error(`asset ${name} is remote: only files and texts are served offline`);
  return Object.assign({}, ...Object.entries(value.assets).map(([key, asset]) => read(asset, join(name, key))));
}

function readPath(path: string, name: string): Files {
  if (!statSync(path).isDirectory()) return { [name]: readFileSync(path) };
  return Object.assign({}, ...readdirSync(path).map((entry) => readPath(join(path, entry), join(name, entry))));
}
