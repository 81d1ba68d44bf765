import { isRecord } from "../is-record";
import type { Properties, Resource } from "../graph/graph";

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

/** Whether a value is an asset or an archive. */
export const isFiles = (value: unknown): value is Properties =>
  isRecord(value) && (value[signature] === signatures.asset || value[signature] === signatures.archive);

/** Whether it is one file, of a path, a text or an address. */
export const isAsset = (value: Properties): boolean => value[signature] === signatures.asset;

/** A file as an asset. */
export const fileAsset = (path: string): Properties => ({ [signature]: signatures.asset, path });

/** A resource as a value, of which Pulumi makes the resource again where the program has its module. */
export const reference = ({ urn, id }: Pick<Resource, "urn" | "id">): Properties => ({
  [signature]: signatures.resource,
  urn,
  id,
});

/** A value out of its wrapper, if it is secret. */
export const open = (value: unknown): unknown =>
  isRecord(value) && value[signature] === signatures.secret ? open(value.value) : value;

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
