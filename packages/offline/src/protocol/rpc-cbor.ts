import { cbor, dateToTag } from "@smithy/core/cbor";
import { isRecord } from "../is-record";
import { AwsError, type AwsRequest, type AwsResponse } from "./service";
import type { Wire } from "./shapes";

/*
 * Smithy RPC v2 CBOR (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html). The codec is the one that
 * AWS's own SDK uses.
 */

const headers = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" } as const;

export const isCborRequest = ({ headers: { "smithy-protocol": protocol } }: AwsRequest): boolean =>
  protocol === "rpc-v2-cbor";

/** The operation that a path such as `/service/Name/operation/PutMetricData` asks for; empty if none. */
export const cborOperation = ({ path }: AwsRequest): string =>
  /\/service\/[^/]+\/operation\/([^/]+)$/.exec(path)?.[1] ?? "";

/**
 * The input of an operation; one without members may have no body.
 *
 * @throws AwsError SerializationException
 */
export function readCbor(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const input: unknown = hasBigNumbers(body) ? undefined : cbor.deserialize(body);
    if (isRecord(input)) return input;
  } catch {
    // The codec tells what is not CBOR, or nested too deeply, by errors of several kinds.
  }
  throw new AwsError("SerializationException", "the body is not a CBOR map");
}

const majorTypes = { bytes: 2, text: 3, tag: 6 } as const;
const bigNumberTags: readonly number[] = [2, 3];

/**
 * Whether there are numbers beyond 64 bits. No member of AWS's has one, and the codec takes minutes to read one of a
 * megabyte.
 */
function hasBigNumbers(body: Buffer): boolean {
  for (let at = 0; at < body.length;) {
    const head = body.readUInt8(at);
    const [major, minor] = [head >> 5, head & 0x1f];
    const size = minor < 24 || minor > 27 ? 0 : 2 ** (minor - 24);
    const argument =
      size === 0 ? minor : size === 8 ? Number(body.readBigUInt64BE(at + 1)) : body.readUIntBE(at + 1, size);
    if (major === majorTypes.tag && bigNumberTags.includes(argument)) return true;
    const hasContent = (major === majorTypes.bytes || major === majorTypes.text) && minor <= 27;
    at += 1 + size + (hasContent ? argument : 0);
  }
  return false;
}

/** A time is a number of seconds with tag 1. */
export const cborWire: Wire = {
  number: (value) => (typeof value === "number" ? value : undefined),
  flag: (value) => (typeof value === "boolean" ? value : undefined),
  time: (value) =>
    isRecord(value) && value.tag === 1 && typeof value.value === "number" ? Math.round(value.value * 1000) : undefined,
  list: (value) => (Array.isArray(value) ? value : undefined),
};

/** A time as the codec writes it. */
export const cborTime = (time: Date): unknown => dateToTag(time);

/** @param output of what CBOR knows, and {@link cborTime} */
export const cborAnswer = (status: number, output: unknown): AwsResponse => ({
  status,
  headers: { ...headers },
  // The codec encodes into memory that it uses again.
  body: Buffer.from(cbor.serialize(output)),
});

/** @param namespace of the service's shapes, such as `com.amazonaws.cloudwatch` */
export const cborError = ({ code, message, status }: AwsError, namespace: string): AwsResponse =>
  cborAnswer(status, { __type: `${namespace}#${code}`, message });
