import { forwardedHeaders, type Incoming } from "../event";
import { requestValue } from "../mapping/parameters";
import { requestTemplate, usualType } from "../mapping/templates";
import type { Variables } from "../mapping/variables";
import { Refusal } from "../refusal";
import type { Backend } from "./declared";

/** The request that a backend gets. */
export interface BackendRequest {
  method: string;
  path: string;
  /** Raw, without the question mark. */
  query: string;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * The request that an integration makes of one that has come: as it is, or by its mappings and its template.
 *
 * @throws Refusal for a body of a type that it takes none of
 */
export function requestTo(backend: Backend, incoming: Incoming, variables: Variables): BackendRequest {
  const { message } = incoming;
  const body = backend.isProxy ? incoming.body : bodyFor(backend, incoming, variables);
  const headers = backend.isProxy ? proxiedHeaders(incoming) : plainHeaders(incoming, body);
  const given = "query" in backend ? backend.query : "";
  const query = [given, backend.isProxy ? incoming.query : ""].filter((part) => part !== "");
  let path = "path" in backend ? backend.path : "/";
  for (const { place, name, from } of backend.parameters) {
    const value = requestValue(from, incoming, variables);
    // Variables of paths come, and go, as they were encoded.
    if (place === "path") path = path.replaceAll(`{${name}}`, value ?? "");
    else if (value !== undefined && place === "header") headers[name.toLowerCase()] = value;
    else if (value !== undefined) query.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  }
  const { requestOverride: override } = variables.overrides;
  for (const [name, value] of Object.entries(override.header)) headers[name.toLowerCase()] = String(value);
  for (const [name, value] of Object.entries(override.path)) path = path.replaceAll(`{${name}}`, String(value));
  for (const [name, value] of Object.entries(override.querystring))
    query.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return { method: backend.httpMethod ?? message.method ?? "GET", path, query: query.join("&"), headers, body };
}

function bodyFor({ templates, passthrough }: Backend, { message, body }: Incoming, variables: Variables): Buffer {
  const template = requestTemplate(templates, passthrough, message.headers["content-type"]);
  if (template === "refused") throw new Refusal("UNSUPPORTED_MEDIA_TYPE");
  return template ? Buffer.from(template.render(() => variables.forTemplate(body.toString("utf8")))) : body;
}

const proxiedHeaders = (incoming: Incoming): Record<string, string> =>
  Object.fromEntries(
    Object.entries(forwardedHeaders(incoming)).map(([name, values]) => [name.toLowerCase(), values.join(", ")]),
  );

/** Where nothing maps them, headers do not reach a backend; but what the body is does. */
function plainHeaders({ message }: Incoming, body: Buffer): Record<string, string> {
  const type = message.headers["content-type"] ?? usualType;
  return body.length > 0 ? { "content-type": type } : {};
}
