import { object, type Properties } from "../../../graph/graph";

/** Where a value is put, and where it is from. */
export interface ParameterMapping {
  place: "path" | "querystring" | "header";
  name: string;
  from: { place: "path" | "querystring" | "header"; name: string } | { text: string };
}

/** What becomes of the answers whose statuses match. */
export interface ResponseMapping {
  /** Undefined for all that no other mapping is for. */
  pattern: RegExp | undefined;
  status: number;
  headers: { name: string; from: { header: string } | { text: string } }[];
}

/** A mapping that is not served; its message is the mapping. */
export class Unmapped extends Error {}

/**
 * What an integration's `requestParameters` say
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html).
 *
 * @throws Unmapped for what is not served, such as parts of bodies
 */
export function parametersIn(parameters: Properties): ParameterMapping[] {
  return Object.entries(parameters).map(([key, value]) => {
    const [, place, name] = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(key) ?? [];
    const given = String(value);
    const text = staticText(given);
    const [, source, sourceName] = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(given) ?? [];
    if (!isPlace(place) || name === undefined) throw new Unmapped(key);
    if (text !== undefined) return { place, name, from: { text } };
    if (!isPlace(source) || sourceName === undefined) throw new Unmapped(given);
    return { place, name, from: { place: source, name: sourceName } };
  });
}

/**
 * What an integration's `responses` say, by patterns of statuses.
 *
 * @throws Unmapped for what is not served
 */
export function responsesIn(responses: Properties): ResponseMapping[] {
  return Object.keys(responses).map((pattern) => {
    const response = object(responses, pattern);
    const headers = Object.entries(object(response, "responseParameters")).map(([key, value]) => {
      const name = /^method\.response\.header\.(.+)$/.exec(key)?.[1];
      const given = String(value);
      const text = staticText(given);
      const header = /^integration\.response\.header\.(.+)$/.exec(given)?.[1];
      if (name === undefined) throw new Unmapped(key);
      if (text !== undefined) return { name, from: { text } };
      if (header === undefined) throw new Unmapped(given);
      return { name, from: { header: header.toLowerCase() } };
    });
    return {
      pattern: pattern === "default" ? undefined : patternOf(pattern),
      status: Number(response.statusCode ?? 200),
      headers,
    };
  });
}

/** A pattern has to match a status whole. */
function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Unmapped(pattern);
    throw error;
  }
}

const staticText = (value: string): string | undefined => /^'(.*)'$/.exec(value)?.[1];

const isPlace = (text: string | undefined): text is ParameterMapping["place"] =>
  text === "path" || text === "querystring" || text === "header";
