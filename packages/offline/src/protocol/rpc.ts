import { isRecord, membersOf } from "../is-record";
import { type BodyLimit } from "./body";
import { unpacked } from "./content-encoding";
import { json, readJson } from "./json";
import type { Operation, Protocol } from "./operations";
import { queryError, readParameters, xml } from "./query";
import { cborAnswer, cborError, cborOperation, cborTime, cborWire, isCborRequest, readCbor } from "./rpc-cbor";
import { type Access, AwsError, type AwsRequest, type AwsResponse, type Call, type Denial, readBody } from "./service";
import type { Structure, Wire } from "./shapes";
import { jsonWire, queryWire } from "./wires";

/*
 * Services that began with the query protocol, and speak JSON 1.0 and CBOR by now: what a request is in is told by the
 * request. Their clients still know errors by the codes of the query protocol
 * (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).
 */

/** An input as it was sent: {@link rpcOperation} reads it by the operation's shape. */
export interface RpcInput {
  members: Record<string, unknown>;
  wire: Wire;
}

export interface RpcOptions {
  /** XML namespace of the query protocol's answers. */
  xmlNamespace: string;
  /** The namespace of errors, such as `com.amazonaws.cloudwatch`. */
  errorNamespace: string;
  denial: Denial;
  /** The query protocol's codes for errors, by the names of their shapes; others lose an `Exception` at their end. */
  queryCodes: Record<string, string>;
  bodyLimit: BodyLimit;
  /** Bytes of a body at most that was compressed. */
  unpackedLimit: number;
}

/** One protocol for all that such a service speaks. Outputs are plain values; times are dates in them, and maps are `Map`s. */
export function rpcProtocol(options: RpcOptions): Protocol<RpcInput, object> {
  const { denial, queryCodes, errorNamespace, xmlNamespace, bodyLimit, unpackedLimit } = options;
  const queryCode = (code: string): string => queryCodes[code] ?? code.replace(/Exception$/, "");
  return {
    denial,
    bodyLimit: () => bodyLimit,
    read: async (request) => {
      const plain = await unpacked(request, unpackedLimit);
      if (isCborRequest(plain)) {
        const members = readCbor(await readBody(plain));
        return { operation: cborOperation(plain), input: { members, wire: cborWire } };
      }
      if (isJsonRequest(plain)) {
        const { operation, input } = await readJson(plain);
        return { operation, input: { members: input, wire: jsonWire } };
      }
      const { Action = "", Version: _, ...members } = await readParameters(plain);
      return { operation: String(Action), input: { members, wire: queryWire } };
    },
    givenMembers: ({ members }) =>
      Object.keys(members).filter((name) => members[name] !== undefined && members[name] !== null),
    write: (operation, output, call) => identified(answer(operation, output, call, xmlNamespace), call.requestId),
    fail: (error, requestId, request) => {
      const code = queryCode(error.code);
      const fault = error.status < 500 ? "Sender" : "Receiver";
      if (!isCborRequest(request) && !isJsonRequest(request))
        return identified(queryError(new AwsError(code, error.message, error.status), requestId), requestId);
      const failed = isCborRequest(request)
        ? cborError(error, errorNamespace)
        : json(error.status, { __type: `${errorNamespace}#${error.code}`, message: error.message }, "1.0");
      return identified(failed, requestId, { "x-amzn-query-error": `${code};${fault}` });
    },
  };
}

const isJsonRequest = ({ headers }: AwsRequest): boolean => headers["x-amz-target"] !== undefined;

const identified = (response: AwsResponse, requestId: string, headers: Record<string, string> = {}): AwsResponse => ({
  ...response,
  headers: { ...response.headers, "x-amzn-requestid": requestId, ...headers },
});

function answer(operation: string, output: object, { request, requestId }: Call, xmlNamespace: string): AwsResponse {
  if (isCborRequest(request)) return cborAnswer(200, written(output, cborWriting));
  if (isJsonRequest(request)) return json(200, membersOf(written(output, jsonWriting)), "1.0");
  const result = Object.keys(output).length > 0 ? { [`${operation}Result`]: written(output, queryWriting) } : {};
  return xml(200, {
    [`${operation}Response`]: { "@_xmlns": xmlNamespace, ...result, ResponseMetadata: { RequestId: requestId } },
  });
}

/** How a protocol writes what protocols do not write alike. */
interface Writing {
  time(time: Date): unknown;
  list(members: unknown[]): unknown;
  map(entries: [key: string, value: unknown][]): unknown;
}

/** An output as a protocol writes it: dates are times, and maps of JavaScript are maps of the service's model. */
function written(value: unknown, writing: Writing): unknown {
  if (value instanceof Date) return writing.time(value);
  if (Array.isArray(value)) return writing.list(value.map((member) => written(member, writing)));
  if (value instanceof Map)
    return writing.map([...value].map(([key, member]) => [String(key), written(member, writing)]));
  if (!isRecord(value)) return value;
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(given.map(([name, member]) => [name, written(member, writing)]));
}

/** JSON 1.0 writes times as seconds since the epoch. */
const jsonWriting: Writing = {
  time: (time) => time.getTime() / 1000,
  list: (members) => members,
  map: (entries) => Object.fromEntries(entries),
};

/** CBOR has a tag for times. */
const cborWriting: Writing = { ...jsonWriting, time: cborTime };

/** The query protocol writes times as ISO 8601 has them, and lists as members. */
const queryWriting: Writing = {
  time: (time) => time.toISOString().replace(".000Z", "Z"),
  list: (members) => ({ member: members }),
  map: (entries) => ({ entry: entries.map(([key, value]) => ({ key, value })) }),
};

/**
 * An operation that says its input once for all protocols.
 *
 * @param input its members
 * @param access what it asks IAM for; the input is as it was sent, since nothing is said of a wrong one before the caller
 *   is known to be allowed
 */
export const rpcOperation = <Input>(
  input: Structure<Input>,
  access: (members: Record<string, unknown>) => Access[],
  run: (input: Partial<Input>, call: Call) => object | Promise<object>,
): Operation<RpcInput, object> => ({
  members: input.members,
  access: ({ members }) => access(members),
  run: ({ members, wire }, call) => run(input.read(members, wire, ""), call),
});
