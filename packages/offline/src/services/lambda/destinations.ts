import { AwsError } from "../../protocol/service";
import type { TargetEvent, Targets } from "../../protocol/targets";
import type { Clock } from "../../clock";
import { eventInvokeConfigOf } from "./event-invoke-config";
import { messageOf } from "./pending-events";
import type { LambdaFunction } from "./function";
import type { MetricsOf, UndeliveredMetric } from "./metrics";
import type { PendingEvent } from "./pending-events";

/** How an asynchronous invocation ended. */
export type Condition = "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";

export interface DestinationsOptions {
  /** What letters are sent to, as a function's role. */
  targets: Pick<Targets, "deliver">;
  clock: Clock;
  metricsOf: MetricsOf;
  /** Told of events that are given up, and whether they are lost. */
  log: (text: string) => void;
}

/** Lambda gives the first kilobyte of an error's message. */
const limits = { errorMessage: 1024 } as const;

/** Where the outcomes of asynchronous invocations go: to dead-letter queues and destinations. */
export class Destinations {
  constructor(private readonly options: DestinationsOptions) {}

  /** The function took the event. */
  async succeeded(lambda: LambdaFunction, event: PendingEvent, response: string): Promise<void> {
    const { onSuccess } = eventInvokeConfigOf(lambda.eventInvokeConfigs, event.qualifier);
    if (onSuccess === undefined) return;
    const body = this.document(lambda, event, "Success", response);
    const refusal = await this.send(lambda, onSuccess, { body, attributes: {} }, "DestinationDeliveryFailures");
    if (refusal) this.options.log(`LOST: ${lambda.name} took an event, and ${refusal}\noutcome  ${body}`);
  }

  /** The event is given up. */
  async failed(lambda: LambdaFunction, event: PendingEvent, condition: Condition): Promise<void> {
    const { deadLetterTarget, eventInvokeConfigs } = lambda;
    const { onFailure } = eventInvokeConfigOf(eventInvokeConfigs, event.qualifier);
    const refusals: string[] = [];
    const places: string[] = [];
    const deliver = async (
      arn: string | undefined,
      letter: () => TargetEvent,
      failures: UndeliveredMetric,
    ): Promise<void> => {
      if (arn === undefined) return;
      const refusal = await this.send(lambda, arn, letter(), failures);
      if (refusal) refusals.push(refusal);
      else places.push(arn);
    };
    await deliver(deadLetterTarget, () => deadLetter(event), "DeadLetterErrors");
    const document = () => ({ body: this.document(lambda, event, condition, event.failure?.text), attributes: {} });
    await deliver(onFailure, document, "DestinationDeliveryFailures");
    this.report(lambda, event, places, refusals);
  }

  private report(lambda: LambdaFunction, event: PendingEvent, places: string[], refusals: string[]): void {
    const what = `${lambda.name} ${failedOften(event)} for an event, which is`;
    const headline = places.length > 0 ? `${what} in ${places.join(" and ")} now` : `LOST: ${what} given up`;
    const failure = `last failure  ${event.failure?.text ?? "none: it grew too old before the first attempt"}`;
    this.options.log([headline, ...refusals, failure, `event         ${event.payload}`].join("\n"));
  }

  /** Returns why the message was not taken, if it was not. */
  private async send(
    { name, roleArn }: LambdaFunction,
    arn: string,
    letter: TargetEvent,
    failures: UndeliveredMetric,
  ): Promise<string | undefined> {
    try {
      await this.options.targets.deliver(arn, letter, { roleArn });
      return undefined;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.options.metricsOf(name).undelivered(failures);
      return `${arn} does not take it: ${error.message}`;
    }
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  private document(lambda: LambdaFunction, event: PendingEvent, condition: Condition, response?: string): string {
    const { requestId, qualifier = "$LATEST", payload, attempts, failure } = event;
    const isAnswer = response !== undefined && failure?.status !== 429;
    const head = JSON.stringify({
      version: "1.0",
      timestamp: new Date(this.options.clock.now()).toISOString(),
      requestContext: {
        requestId,
        functionArn: `${lambda.arn}:${qualifier}`,
        condition,
        approximateInvokeCount: condition === "Success" ? attempts + 1 : attempts,
      },
    });
    const responseContext = JSON.stringify({
      statusCode: 200,
      executedVersion: "$LATEST",
      ...(condition !== "Success" && { functionError: "Unhandled" }),
    });
    // Payloads are JSON as they are, which may be nested deeper than could be written again.
    const answer = isAnswer ? `,"responseContext":${responseContext},"responsePayload":${response}` : "";
    return `${head.slice(0, -1)},"requestPayload":${payload}${answer}}`;
  }
}

function failedOften({ attempts }: PendingEvent): string {
  if (attempts === 0) return "had no room";
  return attempts === 1 ? "failed once" : `failed ${attempts} times`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
function deadLetter({ requestId, payload, failure }: PendingEvent): TargetEvent {
  const message = failure && messageOf(failure);
  return {
    body: payload,
    attributes: {
      RequestID: requestId,
      ErrorCode: failure?.status ?? 200,
      ...(message && { ErrorMessage: message.slice(0, limits.errorMessage) }),
    },
  };
}
