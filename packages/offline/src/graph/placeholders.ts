import { createHash } from "node:crypto";
import type { Files, Graph } from "./graph";
import { privateKeyTexts } from "./keys/outputs";
import { randomText } from "./random-values";

/*
 * A program is recorded once, whatever port its host will listen on and whatever secrets its data folder will hold. The
 * recording has these texts in their place. They look like what they stand for, so that programs may take them apart.
 */

const endpointHost = "offline-endpoint.localhost";
const functionsHost = "offline-functions-endpoint.localhost";
const publicHost = "offline-public-endpoint.localhost";
const port = 4566;

/** Stand for addresses of a host. */
export const placeholders = {
  /** The host as people and programs on this machine reach it. */
  endpoint: `http://${endpointHost}:${port}`,
  /** The host as its functions reach it. */
  functionsEndpoint: `http://${functionsHost}:${port}`,
  /** The host as people elsewhere reach it. */
  publicEndpoint: `http://${publicHost}:${port}`,
} as const;

/** Stands for a secret value of a resource: 64 hexadecimal digits, as the value will be. */
export const secretPlaceholder = (urn: string): string => createHash("sha256").update(`secret of ${urn}`).digest("hex");

/** What takes the place of placeholders in a recording. */
export interface Bindings {
  /** Address of the host on this machine. */
  endpoint: string;
  /** Address of the host for people elsewhere; the same unless something stands in between. */
  publicEndpoint: string;
  /** The sites that the program declares. */
  sites?: readonly SiteBinding[];
  /** Paths of the host where what AWS serves at a name of its own is served here, such as a bucket; by that name. */
  places?: Readonly<Record<string, string>>;
  /** A secret value of 64 hexadecimal digits for a resource. */
  secretOf: (urn: string) => string;
}

/** A site's own address, and what stands for it in a recording. */
export interface SiteBinding {
  url: string;
  /** Hosts that are the site and nothing else: they become its address wherever they stand, with or without a scheme. */
  hosts: readonly string[];
  /** Names of its owner's: only with a scheme, and without a port, are they the site. */
  domains: readonly string[];
}

/** A recorded graph as one host serves it: with its addresses and secrets. */
export function bind(graph: Graph, { endpoint, publicEndpoint, sites = [], places = {}, secretOf }: Bindings): Graph {
  // The SDK warns of a queue's URL that is elsewhere than its endpoint, which functions know by its IP address.
  const functionsEndpoint = endpoint.replace("//localhost:", "//127.0.0.1:");
  const values = new Map<string, string>([
    ...addresses(placeholders.endpoint, endpoint),
    ...addresses(placeholders.functionsEndpoint, functionsEndpoint),
    ...addresses(placeholders.publicEndpoint, publicEndpoint),
    ...sites.flatMap(siteAddresses),
    ...graph.secretHolders.flatMap((urn) => secrets(secretPlaceholder(urn), secretOf(urn))),
    ...passwords(graph, secretOf),
    ...keys(graph, secretOf),
  ]);
  const patterns = [...values.keys()].map(escaped);
  // As functions know the host: the addresses that they sign begin so, which a policy for browsers may have to name.
  const ofPlaces = Object.entries(places).map(([name, path]) => [`https://${name}`, functionsEndpoint + path] as const);
  for (const [origin, address] of [...sites.flatMap(siteOrigins), ...ofPlaces]) {
    values.set(origin, address);
    patterns.push(escaped(origin) + nothingMore);
  }
  // Of what begins at the same place the first counts: whole addresses stand before their parts.
  const pattern = new RegExp(patterns.join("|"), "g");
  const text = (value: string): string => value.replace(pattern, (found) => values.get(found) ?? found);
  // Whole addresses hold their hosts: files, which are large, are looked through for those alone.
  const texts = [...values.keys()];
  const hints = texts
    .filter((key) => !texts.some((other) => other !== key && key.includes(other)))
    .map((key) => Buffer.from(key));
  const bytes = (content: Uint8Array): Uint8Array => {
    const buffer = Buffer.from(content.buffer, content.byteOffset, content.length);
    // Latin-1 keeps every byte of what may be no text at all.
    return hints.some((hint) => buffer.includes(hint))
      ? Buffer.from(text(buffer.toString("latin1")), "latin1")
      : content;
  };
  const bound = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (value instanceof Uint8Array) return bytes(value);
    if (Array.isArray(value)) return value.map(bound);
    return typeof value === "object" && value !== null ? boundObject(value) : value;
  };
  const boundObject = (value: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), bound(member)]));
  const boundFiles = (files: Files): Files =>
    Object.fromEntries(Object.entries(files).map(([path, content]) => [path, bytes(content)]));
  return {
    ...graph,
    outputs: boundObject(graph.outputs),
    resources: graph.resources.map((resource) => ({
      ...resource,
      id: text(resource.id),
      inputs: boundObject(resource.inputs),
      outputs: boundObject(resource.outputs),
      files: Object.fromEntries(Object.entries(resource.files).map(([key, files]) => [key, boundFiles(files)])),
    })),
  };
}

/** An address whole, and the parts of it that a program may have taken: the longest first. */
function addresses(placeholder: string, address: string): [string, string][] {
  const [from, to] = [new URL(placeholder), new URL(address)];
  return [
    [from.origin, to.origin],
    [from.host, to.host],
    [from.hostname, to.hostname],
  ];
}

/** A site's address for each host that stands for it: programs write the scheme of AWS before a host, or none. */
const siteAddresses = ({ url, hosts }: SiteBinding): [string, string][] =>
  hosts.flatMap((host): [string, string][] => [
    [`https://${host}`, new URL(url).origin],
    [`http://${host}`, new URL(url).origin],
    [host, new URL(url).host],
  ]);

/** A site's address for each origin of its owner's. */
const siteOrigins = ({ url, domains }: SiteBinding): [string, string][] =>
  domains.flatMap((domain): [string, string][] => [
    [`https://${domain}`, new URL(url).origin],
    [`http://${domain}`, new URL(url).origin],
  ]);

/** What follows neither makes a name longer nor is a port. */
const nothingMore = "(?![\\w-]|[.:]\\w)";

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/**
 * Passwords that the program has made: by the seeds that placeholders and secrets are. One that is so short that it may
 * stand elsewhere by chance, or that JSON would write otherwise, stays what it is in the recording.
 */
const passwords = ({ resources }: Graph, secretOf: (urn: string) => string): [string, string][] =>
  resources
    .filter(({ type }) => type === "random:index/randomPassword:RandomPassword")
    .map(({ urn, inputs }): [string, string] => [
      randomText(secretPlaceholder(urn), inputs),
      randomText(secretOf(urn), inputs),
    ])
    .filter(([recorded, own]) => recorded.length >= 8 && !/["\\]/.test(recorded + own));

/**
 * Keys that the program has made, in all forms that it is told them in. Texts of several lines are looked for as JSON and
 * JavaScript write them as well, in texts within texts too.
 */
const keys = ({ resources }: Graph, secretOf: (urn: string) => string): [string, string][] =>
  resources
    .filter(({ type }) => type === "tls:index/privateKey:PrivateKey")
    .flatMap(({ urn, inputs }) => {
      const own = new Map<string, string>(Object.entries(privateKeyTexts(secretOf(urn), inputs)));
      return Object.entries(privateKeyTexts(secretPlaceholder(urn), inputs)).flatMap(([name, recorded]) =>
        written(recorded.trim(), own.get(name)?.trim() ?? ""),
      );
    })
    .filter(([recorded]) => recorded !== "");

function written(recorded: string, own: string): [string, string][] {
  const [once, ownOnce] = [inner(recorded), inner(own)];
  return once === recorded
    ? [[recorded, own]]
    : [
        [recorded, own],
        [once, ownOnce],
        [inner(once), inner(ownOnce)],
      ];
}

/** A text as it stands within quotes. */
const inner = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A secret whole, and as API Gateway's keys have it: its first 40 digits. */
const secrets = (placeholder: string, value: string): [string, string][] => [
  [placeholder, value],
  [placeholder.slice(0, 40), value.slice(0, 40)],
];
