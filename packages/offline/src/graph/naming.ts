import { createHash } from "node:crypto";
import type { Files, LargeFile, Properties } from "./graph";
import { secretPlaceholder } from "./placeholders";

/** What identifies a resource before it exists, and where it will be. */
export interface Naming {
  urn: string;
  type: string;
  name: string;
  inputs: Properties;
  /** Content of archives and assets among the inputs, by property. */
  files?: Record<string, Files>;
  /** Assets that are too large to be recorded, by property. */
  largeFiles?: Record<string, LargeFile>;
  /** Where it will be. */
  region: string;
  account: string;
  /** Notes that the resource holds a secret value; set by whoever records the program. */
  holdsSecret?: () => void;
}

/** What a provider would compute for a resource; `id` is its physical id. */
export type Computed = Properties & { id: string };

/** Hexadecimal digits that are the same for one URN on every run: names must outlive a restart, as the data does. */
export const digits = ({ urn }: Naming, count: number): string =>
  createHash("sha256").update(urn).digest("hex").slice(0, count);

/** Such digits in the form of a UUID. */
export const uuid = (naming: Naming): string =>
  digits(naming, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/**
 * What stands for a secret value in a recording. Unlike an id the value itself does not follow from the program's text:
 * it is put in when a host starts.
 */
export function secret(naming: Naming): string {
  naming.holdsSecret?.();
  return secretPlaceholder(naming.urn);
}

/**
 * The name given, or one as Pulumi's providers make it: the resource's name and seven random digits, or the prefix
 * given and 26.
 */
export const physicalName = (naming: Naming): string => {
  const { name, namePrefix } = naming.inputs;
  if (typeof name === "string") return name;
  if (typeof namePrefix === "string") return `${namePrefix}${digits(naming, 26)}`;
  return `${naming.name}-${digits(naming, 7)}`;
};

/** An ARN in the program's account, and in the resource's region. */
export const arn = ({ region, account }: Naming, service: string, rest: string): string =>
  `arn:aws:${service}:${region}:${account}:${rest}`;

/** Resources that have a name and an ARN. */
export const named = (service: string, resource: (name: string) => string) => (naming: Naming) => {
  const name = physicalName(naming);
  return { id: name, name, arn: arn(naming, service, resource(name)) };
};

/** A type nobody wrote down: an id, a name and a plausible ARN, so that what refers to it is complete. */
export function genericComputed(naming: Naming): Computed {
  const [provider, module = "", type = ""] = naming.type.split(":");
  const name = physicalName(naming);
  if (provider !== "aws") return { id: name };
  const [service = ""] = module.split("/");
  return { id: name, name, arn: arn(naming, service, `${type.toLowerCase()}/${name}`) };
}
