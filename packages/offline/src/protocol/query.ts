import { XMLBuilder } from "fast-xml-parser";
import type { Operations, Protocol } from "./operations";
import { AwsError, type AwsRequest, type AwsResponse, type Denial, readBody } from "./service";

/** Values of a query-protocol request: a name may hold a text, a list or a structure. */
export interface Parameters {
  [name: string]: string | Parameters;
}

/** Form fields such as `Filter.1.Value.2=x`, nested by their dots; list members keep their numbers as names. */
export async function readParameters(request: AwsRequest): Promise<Parameters> {
  const form = new URLSearchParams(
    request.method === "GET" ? request.query : (await readBody(request)).toString("utf8"),
  );
  const root: Parameters = {};
  for (const [name, value] of form) place(root, pathOf(name), value);
  return root;
}

/** Names have a few levels: `NetworkInterface.1.PrivateIpAddresses.1.Primary` is one of the longest there are. */
const mostLevels = 16;

function pathOf(name: string): string[] {
  const path = name.split(".", mostLevels + 1);
  if (path.length <= mostLevels) return path;
  throw new AwsError("MalformedQueryString", `A parameter's name has more than ${mostLevels} levels.`);
}

function place(into: Parameters, path: string[], value: string): void {
  const [name = "", ...rest] = path;
  if (name === "__proto__") return;
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const known = into[name];
  const next = typeof known === "object" ? known : {};
  into[name] = next;
  place(next, rest, value);
}

/** A text parameter. */
export function textOf(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === "string" ? value : undefined;
}

/** The members of a list parameter, in their order. */
export function listOf(parameters: Parameters, name: string): (string | Parameters)[] {
  const value = parameters[name];
  if (typeof value !== "object") return [];
  const numbered = Object.entries(value).filter(([key]) => /^\d+$/.test(key));
  return numbered.sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => member);
}

/** The text members of a list parameter. */
export const textsOf = (parameters: Parameters, name: string): string[] =>
  listOf(parameters, name).filter((member) => typeof member === "string");

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** An XML answer. */
export const xml = (status: number, document: object): AwsResponse => ({
  status,
  headers: { "content-type": "text/xml;charset=UTF-8" },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`,
});

/** EC2's own shape of an error. */
export const ec2Error = ({ code, message, status }: AwsError, requestId: string): AwsResponse =>
  xml(status, { Response: { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId } });

/** The query protocol's shape of an error. */
export const queryError = ({ code, message, status }: AwsError, requestId: string): AwsResponse =>
  xml(status, {
    ErrorResponse: {
      Error: { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message },
      RequestId: requestId,
    },
  });

const read = async (request: AwsRequest) => {
  const input = await readParameters(request);
  return { operation: textOf(input, "Action") ?? "", input };
};

/** Every request names the operation and the API's version; the rest are the operation's parameters. */
const givenMembers = (input: Parameters): string[] =>
  Object.keys(input).filter((name) => name !== "Action" && name !== "Version");

/** The query protocol, as STS and SNS speak it: a result below the answer, and the request's id beside it. */
export const queryProtocol = (namespace: string, denial: Denial): Protocol<Parameters, object> => ({
  denial,
  read,
  givenMembers,
  write: (operation, output, { requestId }) =>
    xml(200, {
      [`${operation}Response`]: {
        "@_xmlns": namespace,
        [`${operation}Result`]: output,
        ResponseMetadata: { RequestId: requestId },
      },
    }),
  fail: queryError,
});

/** The query protocol of EC2, which has shapes of its own. */
export const ec2Protocol = (namespace: string, denial: Denial): Protocol<Parameters, object> => ({
  denial,
  read,
  givenMembers,
  write: (operation, output, { requestId }) =>
    xml(200, { [`${operation}Response`]: { "@_xmlns": namespace, requestId, ...output } }),
  fail: ec2Error,
});

/** EC2's operations take `DryRun`: then they are authorized, and nothing is done. */
export const withDryRun = (operations: Operations<Parameters, object>): Operations<Parameters, object> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, { members, access, run }]) => [
      name,
      {
        members: [...members, "DryRun"],
        access,
        run: (input, call) => {
          if (textOf(input, "DryRun") !== "true") return run(input, call);
          throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
        },
      },
    ]),
  );
