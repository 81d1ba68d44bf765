import type { OperationObject } from "./model";

/** Text as one word of a shell. */
export const quoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;

/** A command that sends an operation's examples, with the address and key in `$URL` and `$KEY`. */
export function curlOf(method: string, path: string, operation: OperationObject): string {
  const { parameters, requestBody, security } = operation;
  const examples = parameters.filter(({ in: place, required }) => required || place === "path");
  const filled = examples
    .filter(({ in: place }) => place === "path")
    .reduce((text, { name, example }) => text.replace(`{${name}}`, encodeURIComponent(String(example))), path);
  const query = examples.filter(({ in: place }) => place === "query");
  const search = query.map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`).join("&");
  const body = requestBody?.content["application/json"]?.example;
  const options = [
    ...(method === "GET" || (method === "POST" && body) ? [] : [`-X ${method}`]),
    ...(security.length > 0 ? ['-H "x-api-key: $KEY"'] : []),
    ...(body === undefined ? [] : ["-H 'content-type: application/json'", `-d ${quoted(JSON.stringify(body))}`]),
    `"$URL${filled}${search && `?${search}`}"`,
  ];
  return `curl ${options.join(" \\\n  ")}`;
}
