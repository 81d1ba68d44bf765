/** What a mapping says that hands what comes in a source to a function. */
export interface MappingBase {
  /** The name that the program gave it. */
  name: string;
  isEnabled: boolean;
  sourceArn: string;
  /** The name that the program gave the source. */
  sourceName: string;
  functionArn: string;
  /** The name that the program gave the function. */
  functionLabel: string;
  /** By whose rights Lambda reads the source. */
  roleArn: string;
  /** Records of one invocation at most. */
  batchSize: number;
  /** How long a batch waits for more. */
  windowSeconds: number;
  /** Whether the function answers which records of a batch it could not take (`ReportBatchItemFailures`). */
  reportsFailures: boolean;
  /** Whether a record is for the function; all are, if undefined. */
  filter?: (record: object) => boolean;
}

/** A mapping of a queue. */
export interface QueueMapping extends MappingBase {
  kind: "queue";
  /** Batches at most that the function has at a time. */
  concurrency: number;
}

/** A mapping of a table's stream. */
export interface StreamMapping extends MappingBase {
  kind: "stream";
  /** Names it across restarts. */
  urn: string;
  /** Where it begins when it is new. */
  startingPosition: "LATEST" | "TRIM_HORIZON";
  /** Whether a batch that fails is tried again in two halves. */
  bisects: boolean;
  /** Attempts after the first; infinity if they go on as long as the stream keeps its records. */
  retries: number;
  /** Older records are given up. */
  maximumAgeMilliseconds: number;
  /** ARN of what is told of records that are given up. */
  onFailure?: string;
}

export type Mapping = QueueMapping | StreamMapping;
