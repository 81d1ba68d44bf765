import type { AwsRequest } from "../service";
import type { Claim } from "./claim";

const unreserved = /^[A-Za-z0-9\-._~]*$/;
const canonical = /^(?:[A-Za-z0-9\-._~/]|%[0-9A-F]{2})*$/;

const encodeByte = (byte: string): string =>
  unreserved.test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/**
 * Brings percent-encoding into the one form that is signed: unreserved characters bare, all else as `%XX`.
 *
 * Works on bytes, so that it needs no valid UTF-8; a `%` that begins no escape is a character like any other.
 * Slashes stay: a query encodes them with {@link encodeSlashes}.
 */
const normaliseEncoding = (text: string): string =>
  unreserved.test(text)
    ? text
    : text.replace(/%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~/]/g, (found, hex: string | undefined) =>
        encodeByte(hex === undefined ? found : String.fromCharCode(parseInt(hex, 16))),
      );

const encodeSlashes = (text: string): string => (text.includes("/") ? text.replaceAll("/", "%2F") : text);

/** S3 signs the path as it is sent; `a//b` and `a/../b` are keys of their own. */
const objectPath = (path: string): string => (canonical.test(path) ? path : normaliseEncoding(path));

/** All other services sign a path without empty and dot segments whose escapes are escaped once more. */
function servicePath(path: string): string {
  if (path === "/") return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment.replace(/[^A-Za-z0-9\-._~]/g, encodeByte));
  }
  return `/${segments.join("/")}${segments.length && path.endsWith("/") ? "/" : ""}`;
}

type Parameter = readonly [name: string, value: string];

const normalisePart = (part: string): string => encodeSlashes(normaliseEncoding(part.replaceAll("+", "%20")));

function parameter(text: string): Parameter {
  const at = text.indexOf("=");
  return at < 0 ? [normalisePart(text), ""] : [normalisePart(text.slice(0, at)), normalisePart(text.slice(at + 1))];
}

/** By name, then by value: by code point, which for encoded text is JavaScript's own order. */
const byName = ([nameA, valueA]: Parameter, [nameB, valueB]: Parameter): number => {
  const [a, b] = nameA === nameB ? [valueA, valueB] : [nameA, nameB];
  return a < b ? -1 : a > b ? 1 : 0;
};

/**
 * Every parameter, sorted; a presigned URL's without the signature itself, which cannot sign itself.
 *
 * A `+` is a space, as it is for whoever reads the query later.
 */
function canonicalQuery(query: string, form: Claim["form"]): string {
  if (query === "") return "";
  return query
    .split("&")
    .filter((part) => part !== "" && !(form === "query" && part.startsWith("X-Amz-Signature=")))
    .map(parameter)
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

const trim = (value: string): string => value.trim().replace(/\s\s+|[^\S ]/g, " ");

/**
 * The text that stands for a request: what its signature is computed over.
 *
 * Source: "Create a signed AWS API request" in the IAM user guide. A signed header that is not there counts as empty,
 * so that a removed one changes the text.
 */
export function canonicalRequest(request: AwsRequest, claim: Claim, payloadHash: string): string {
  const path = claim.scope.service === "s3" ? objectPath(request.path) : servicePath(request.path);
  let headers = "";
  for (const name of claim.signedHeaders) headers += `${name}:${trim(request.headers[name] ?? "")}\n`;
  const query = canonicalQuery(request.query, claim.form);
  return `${request.method}\n${path}\n${query}\n${headers}\n${claim.signedHeaders.join(";")}\n${payloadHash}`;
}
