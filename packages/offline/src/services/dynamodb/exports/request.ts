import { notImplemented } from "../../../protocol/service";
import { constraintError } from "../errors";
import { defaultType, encryption, format } from "./record";

/** An ExportTableToPointInTime that has been read. */
export interface ExportRequest {
  tableArn: string;
  clientToken: string | undefined;
  bucket: string;
  bucketOwner?: string;
  prefix?: string;
  type?: string;
  /** Milliseconds since 1970; undefined for now. */
  exportTime?: number;
  /** All but the token, for comparison. */
  asked: string;
}

type Input = Record<string, unknown>;

/** The texts of a request and the values that DynamoDB's model lets them have. */
const texts = {
  TableArn: /^.{1,1024}$/s,
  ClientToken: /^[^$]+$/,
  S3Bucket: /^(?=.{1,255}$)[a-z0-9A-Z]+[.\-\w]*[a-z0-9A-Z]+$/,
  S3BucketOwner: /^[0-9]{12}$/,
  S3Prefix: /^.{0,1024}$/s,
} as const;

/** What may be chosen, with what is served first. */
const choices = {
  ExportFormat: [format, "ION"],
  ExportType: [defaultType, "INCREMENTAL_EXPORT"],
  S3SseAlgorithm: [encryption, "KMS"],
} as const;

/**
 * Reads a request.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html
 * @throws {AwsError} ValidationException; NotImplemented for a choice that is not embedded
 */
export function readRequest(input: Input): ExportRequest {
  for (const name of choosable) choose(input, name);
  const { ExportTime, ClientToken, ...rest } = input;
  return {
    tableArn: required(input, "TableArn"),
    clientToken: optional({ ClientToken }, "ClientToken"),
    bucket: required(input, "S3Bucket"),
    bucketOwner: optional(input, "S3BucketOwner"),
    prefix: optional(input, "S3Prefix"),
    type: typeof input.ExportType === "string" ? input.ExportType : undefined,
    exportTime: timeOf(ExportTime),
    asked: JSON.stringify(Object.entries({ ...rest, ExportTime }).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const choosable = ["ExportFormat", "ExportType", "S3SseAlgorithm"] as const;

function choose(input: Input, name: keyof typeof choices): void {
  const value = input[name] ?? undefined;
  const [served, other] = choices[name];
  if (value === undefined || value === served) return;
  if (value === other) throw notImplemented("DynamoDB", `ExportTableToPointInTime with ${name} ${other}`);
  throw refused(name, value, `Member must satisfy enum value set: [${served}, ${other}]`);
}

function required(input: Input, name: keyof typeof texts): string {
  const value = optional(input, name);
  if (value === undefined) throw constraintError("null", memberOf(name), "Member must not be null");
  return value;
}

function optional(input: Input, name: keyof typeof texts): string | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === "string" && texts[name].test(value)) return value;
  throw refused(name, value, `Member must satisfy regular expression pattern: ${texts[name].source}`);
}

function timeOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return Math.round(value * 1000);
  throw refused("ExportTime", value, "Member must be a timestamp");
}

const refused = (name: string, value: unknown, constraint: string) =>
  constraintError(`'${String(value)}'`, memberOf(name), constraint);

/** Messages name members as the model's own code does. */
const memberOf = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
