import { isRecord } from "../../../is-record";

/** An export, as it is kept and as its description tells it. Times are milliseconds since 1970. */
export interface ExportRecord {
  arn: string;
  status: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  table: string;
  tableArn: string;
  tableId: string;
  clientToken: string;
  /** What was asked for, without the token: a repetition must ask for the same. */
  asked: string;
  bucket: string;
  bucketOwner?: string;
  prefix?: string;
  /** As the request says it; a description tells it only then. */
  type?: string;
  exportTime: number;
  started: number;
  ended?: number;
  /** Of a completed export: the key of its summary, and how much it holds. */
  manifest?: string;
  items?: number;
  /** The size of the items as DynamoDB counts it. */
  bytes?: number;
  /** Of a failed export. */
  failure?: { code: string; message: string };
}

const needed = ["arn", "status", "table", "tableArn", "tableId", "clientToken", "asked", "bucket"];

/** Whether a stored value is an export: what is stored has a checksum, so a few members tell. */
export const isExport = (value: unknown): value is ExportRecord =>
  isRecord(value) && needed.every((name) => typeof value[name] === "string") && typeof value.started === "number";

/** How exports are encrypted; S3 encrypts every object so. */
export const encryption = "AES256";

export const format = "DYNAMODB_JSON";

export const defaultType = "FULL_EXPORT";

/** The part of an export's ARN that is its own, such as `01693685827463-2d8752fd`. */
export const idOf = ({ arn }: Pick<ExportRecord, "arn">): string => arn.slice(arn.lastIndexOf("/") + 1);

const seconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : milliseconds / 1000;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportDescription.html */
export const describe = (record: ExportRecord): Record<string, unknown> => ({
  ExportArn: record.arn,
  ExportStatus: record.status,
  StartTime: seconds(record.started),
  EndTime: seconds(record.ended),
  ExportManifest: record.manifest,
  TableArn: record.tableArn,
  TableId: record.tableId,
  ExportTime: seconds(record.exportTime),
  ClientToken: record.clientToken,
  S3Bucket: record.bucket,
  S3BucketOwner: record.bucketOwner,
  S3Prefix: record.prefix,
  S3SseAlgorithm: encryption,
  FailureCode: record.failure?.code,
  FailureMessage: record.failure?.message,
  ExportFormat: format,
  BilledSizeBytes: record.bytes,
  ItemCount: record.items,
  ExportType: record.type,
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportSummary.html */
export const summarize = ({ arn, status, type = defaultType }: ExportRecord): Record<string, unknown> => ({
  ExportArn: arn,
  ExportStatus: status,
  ExportType: type,
});
