import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { InvocationCause } from "../../src/protocol/activity";
import { Metrics } from "../../src/protocol/metrics";
import { AwsError } from "../../src/protocol/service";
import { NoCapacity, Throttled, type Sender, type TargetEvent } from "../../src/protocol/targets";
import { Asynchronous } from "../../src/services/lambda/asynchronous";
import { Destinations } from "../../src/services/lambda/destinations";
import type { LambdaFunction } from "../../src/services/lambda/function";
import { functionMetrics } from "../../src/services/lambda/metrics";
import { notRun } from "../../src/services/lambda/outcome";
import { PendingEvents } from "../../src/services/lambda/pending-events";
import { TestClock } from "./clock";
import { eventually } from "./poll";

/** Lambda's own configuration of asynchronous invocations. */
export const defaults = { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21_600 };

export const functionArn = "arn:aws:lambda:eu-west-1:000000000000:function:worker";

/** A function that nobody runs. */
export const worker = (more: Partial<LambdaFunction> = {}): LambdaFunction => ({
  name: "worker",
  logicalName: "worker",
  arn: functionArn,
  roleArn: "role",
  handler: "",
  runtime: "nodejs22.x",
  timeoutSeconds: 3,
  memorySize: 128,
  logging: { logGroup: "", logFormat: "Text", applicationLogLevel: "TRACE", systemLogLevel: "INFO" },
  variables: {},
  eventInvokeConfigs: { $LATEST: defaults },
  files: {},
  layers: {},
  qualifiers: ["$LATEST"],
  ...more,
});

/** How an attempt ends. */
export type Ending = "well" | "failed" | "full" | "throttled" | "never";

/** A target that does not let the function send to it. */
export const forbidden = "arn:aws:sqs:::forbidden";

/** Starts of one host's asynchronous invocation, one after the other, on a clock that stands still. */
export class Starts {
  readonly clock = new TestClock();
  private readonly folder = mkdtempSync(join(tmpdir(), "asynchronous-test-"));
  private running: Asynchronous[] = [];

  /** Events that are on disk now. */
  stored(): number {
    return new PendingEvents(join(this.folder, "events.jsonl")).all().length;
  }

  /** Starts; the attempts end as listed, further ones well. */
  start(endings: Ending[], lambda = worker(), declared = [lambda]) {
    const payloads: string[] = [];
    const requestIds: (string | undefined)[] = [];
    const logs: string[] = [];
    const letters: { role: string; arn: string; letter: TargetEvent }[] = [];
    const invoke = async (
      _: LambdaFunction,
      payload: string,
      __: number,
      cause: InvocationCause,
      requestId?: string,
    ) => {
      expect(cause).to.equal("event");
      requestIds.push(requestId);
      const ending = endings[payloads.push(payload) - 1] ?? "well";
      if (ending === "full") throw new NoCapacity("no room");
      if (ending === "throttled") throw new Throttled("worker", 1);
      if (ending === "never") await new Promise(() => undefined);
      const answer = ending === "well" ? { done: true } : { errorType: "Error", errorMessage: "it broke" };
      return { requestId: requestId ?? "", payload: JSON.stringify(answer), failed: ending !== "well", ...notRun };
    };
    const deliver = async (arn: string, letter: TargetEvent, sender: Sender) => {
      if (arn === forbidden) throw new AwsError("AccessDeniedException", "not allowed");
      letters.push({ role: "roleArn" in sender ? sender.roleArn : "", arn, letter });
      return { problem: Promise.resolve(undefined) };
    };
    const { clock } = this;
    const log = (text: string) => void logs.push(text);
    const find = (name: string) => declared.find((one) => one.name === name);
    const events = new PendingEvents(join(this.folder, "events.jsonl"));
    const metricsOf = functionMetrics(new Metrics(clock));
    const destinations = new Destinations({ targets: { deliver }, clock, log, metricsOf });
    const asynchronous = new Asynchronous({ events, pool: { invoke, find }, destinations, clock, log, metricsOf });
    this.running.push(asynchronous);
    const accept = (qualifier = "$LATEST") => asynchronous.accept(lambda, qualifier, '{"a":1}', "id-1");
    const resume = () => asynchronous.resume();
    const attempts = (count: number) =>
      eventually(`attempt ${count}`, async () => (payloads.length >= count ? payloads : undefined));
    const settled = () => eventually("the end", async () => (events.all().length === 0 ? true : undefined));
    /** Lets the time before each retry go by, until there have been so many attempts. */
    const exhaust = async (count: number) => {
      for (let attempt = 1; attempt < count; attempt++) {
        await attempts(attempt);
        await clock.waited();
        await clock.advance(120_000);
      }
      await settled();
    };
    return { accept, resume, attempts, settled, exhaust, payloads, requestIds, logs, letters };
  }

  /** Ends the host as it should end. */
  async stop(): Promise<void> {
    for (const one of this.running.splice(0)) await one.close();
  }

  /** Ends the host as a kill does: nothing is closed, and what runs goes nowhere. */
  kill(): void {
    this.running = [];
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}
