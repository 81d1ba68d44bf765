import { AwsError } from "../../protocol/service";
import type { Invocation } from "../../protocol/targets";
import type { InvokerOptions } from "./invoker";
import type { StreamMapping } from "./mapping";
import type { Taken } from "./stream-batches";

/** Why records are given up. */
export type Condition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

export interface GivenUp {
  records: Taken[];
  shardId: string;
  condition: Condition;
  /** How often the function got them, in vain. */
  attempts: number;
  /** The last of its invocations, if there was one. */
  invocation?: Invocation;
}

/** Tells what a function could not take of a stream: its destination, and the person at the console. */
export class StreamFailures {
  constructor(
    private readonly mapping: StreamMapping,
    private readonly options: InvokerOptions,
  ) {}

  /** Returns when the destination has it, or refuses it. */
  async tell(givenUp: GivenUp): Promise<void> {
    const { functionLabel, sourceName, onFailure } = this.mapping;
    const { attempts, invocation, records } = givenUp;
    const often = attempts === 0 ? "got" : attempts === 1 ? "failed once for" : `failed ${attempts} times for`;
    const late = givenUp.condition === "RecordAgeExceeded" ? " too late" : "";
    const what = `${functionLabel} ${often} ${records.length} record${records.length === 1 ? "" : "s"} of ${sourceName}${late}`;
    const details = [
      ...(invocation ? [`last failure  ${invocation.payload}`] : []),
      `records       [${records.map(({ text }) => text).join(",")}]`,
    ];
    const fate =
      onFailure === undefined ? [`LOST: ${what}, which are given up`] : await this.deliver(onFailure, what, givenUp);
    this.options.log([...fate, ...details].join("\n"));
  }

  private async deliver(onFailure: string, what: string, givenUp: GivenUp): Promise<string[]> {
    const { targets, ended } = this.options;
    const { roleArn } = this.mapping;
    try {
      await targets.deliver(onFailure, { body: this.document(givenUp), attributes: {} }, { roleArn }, ended);
      return [`${what}; ${onFailure} has been told where they are in the stream`];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return [`LOST: ${what}, which are given up`, `${onFailure} does not take it: ${error.message}`];
    }
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
  private document({ records, shardId, condition, attempts, invocation }: GivenUp): string {
    const { functionArn, sourceArn } = this.mapping;
    const [first, last] = [records[0], records.at(-1)];
    return JSON.stringify({
      requestContext: {
        requestId: invocation?.requestId,
        functionArn,
        condition,
        approximateInvokeCount: attempts,
      },
      ...(invocation && {
        responseContext: {
          statusCode: 200,
          executedVersion: "$LATEST",
          functionError: invocation.failed ? "Unhandled" : null,
        },
      }),
      version: "1.0",
      timestamp: new Date(this.options.clock.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: first?.sequenceNumber,
        endSequenceNumber: last?.sequenceNumber,
        approximateArrivalOfFirstRecord: secondOf(first),
        approximateArrivalOfLastRecord: secondOf(last),
        batchSize: records.length,
        streamArn: sourceArn,
      },
    });
  }
}

const secondOf = (record: Taken | undefined): string | undefined =>
  record && `${new Date(record.time).toISOString().slice(0, 19)}Z`;
