import { isRecord } from "../is-record";

/** A file of an archive, by its path in the archive. */
export type Files = Record<string, Uint8Array>;

/** A file that is read where it lies, which is outside of the recording. */
export interface LargeFile {
  /** Absolute. */
  path: string;
  size: number;
  /** Of its content, in hexadecimal. */
  md5: string;
}

/** A resource that the program declared. */
export interface Resource {
  urn: string;
  /** Pulumi's type token, such as `aws:lambda/function:Function`. */
  type: string;
  /** The name the program gave it. */
  name: string;
  /** Physical id; empty for components. */
  id: string;
  /** Where it is, if elsewhere than the program's region: as it says itself, or the provider that the program made for it. */
  region?: string;
  /** Whether a provider makes it; components are not made by anybody. */
  custom: boolean;
  inputs: Properties;
  /** Inputs with everything the provider would compute. */
  outputs: Properties;
  /** Content of archives and assets among the inputs, by property. */
  files: Record<string, Files>;
  /** Assets that are too large to be recorded, by property. */
  largeFiles?: Record<string, LargeFile>;
}

/** Values of a resource as its provider sees them; Outputs and secrets are resolved. */
export type Properties = Record<string, unknown>;

/** What a Pulumi program declares on a stack. */
export interface Graph {
  project: string;
  stack: string;
  region: string;
  account: string;
  resources: Resource[];
  /** Stack outputs, secrets in the clear: they are secrets of this home alone. */
  outputs: Properties;
  /** URNs of the resources with secret values, for which placeholders stand in a recording. */
  secretHolders: string[];
  /** Names of the outputs that are secret. */
  secretOutputs: string[];
  /** What the program was told of AWS that is made up, in words for the person at the console. */
  madeUp?: string[];
}

/** The resources of one type, in the order the program declared them. */
export const ofType = (graph: Graph, type: string): Resource[] =>
  graph.resources.filter((resource) => resource.type === type);

/** Where a resource is. */
export const regionOf = (graph: Pick<Graph, "region">, { region }: Pick<Resource, "region">): string =>
  region ?? graph.region;

/** What a program declares in one region, as if there were no other. */
export const inRegion = (graph: Graph, region: string): Graph => ({
  ...graph,
  region,
  resources: graph.resources.filter((resource) => regionOf(graph, resource) === region),
});

/** A property that must be a string. */
export function text(properties: Properties, key: string): string {
  const value = properties[key];
  if (typeof value !== "string") throw new TypeError(`property ${key} is not a string`);
  return value;
}

/** A property that may be a string. */
export function optionalText(properties: Properties, key: string): string | undefined {
  const value = properties[key];
  return typeof value === "string" ? value : undefined;
}

/** A property that holds JSON, as text: programs may give such as an object too. */
export function optionalJson(properties: Properties, key: string): string | undefined {
  const value = properties[key];
  return isRecord(value) ? JSON.stringify(value) : optionalText(properties, key);
}

/** A property that must hold JSON, as text. */
export function json(properties: Properties, key: string): string {
  return optionalJson(properties, key) ?? text(properties, key);
}

/** A property that may be a number. */
export function optionalNumber(properties: Properties, key: string): number | undefined {
  const value = properties[key];
  return typeof value === "number" ? value : undefined;
}

/** A property that may be an object; empty if there is none. */
export function object(properties: Properties, key: string): Properties {
  const value = properties[key];
  return isRecord(value) ? value : {};
}

/** A property that may be a list of objects; empty if there is none. */
export function objects(properties: Properties, key: string): Properties[] {
  const value = properties[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A property that may be a list of strings; empty if there is none. */
export function texts(properties: Properties, key: string): string[] {
  const value = properties[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
