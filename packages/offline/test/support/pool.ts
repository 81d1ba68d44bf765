import { join } from "node:path";
import { systemClock } from "../../src/clock";
import { Activity } from "../../src/protocol/activity";
import { uninterrupted } from "../../src/running-time";
import { Metrics } from "../../src/protocol/metrics";
import type { LambdaFunction } from "../../src/services/lambda/function";
import type { Outcome } from "../../src/services/lambda/outcome";
import { functionMetrics } from "../../src/services/lambda/metrics";
import { Pool, type PoolOptions } from "../../src/services/lambda/pool";

/** Functions in their environments, without a host around them. */
export interface Functions {
  /** Invokes one; the event goes to it as JSON. It waits 30 seconds for an environment by default. */
  invoke(name: string, event?: unknown, waitMilliseconds?: number): Promise<Outcome>;
  /** Loads one ahead; whether there is room. */
  warm(name: string): Promise<boolean>;
  /** What a person is told of them: what they log, and what they throw. */
  logs: string[];
  close(): Promise<void>;
}

/**
 * Functions whose handlers are given as text, by name.
 *
 * @param settings of all of them; their time-out is three seconds, and their memory 128 MB, by default
 */
export function functionsOf(
  handlers: Record<string, string>,
  settings: Partial<LambdaFunction> = {},
  options: Partial<PoolOptions> = {},
): Functions {
  const logs: string[] = [];
  const activity = new Activity();
  activity.listen((happening) => {
    if (happening.kind === "log") logs.push(happening.text);
    if (happening.kind === "invocation" && happening.error) logs.push(happening.error.stack ?? happening.error.message);
  });
  const lambdas = Object.entries(handlers).map(([name, handler]) => ({ ...functionOf(name, handler), ...settings }));
  const pool = new Pool({
    functions: lambdas,
    packages: join(process.cwd(), "node_modules"),
    folder: process.cwd(),
    running: uninterrupted,
    maxEnvironments: 16,
    variablesOf: () => ({}),
    activity,
    openLog: () => () => undefined,
    metricsOf: functionMetrics(new Metrics(systemClock)),
    serve: async () => ({ status: 200, headers: {}, body: "" }),
    ...options,
  });
  return {
    logs,
    invoke: (name, event = {}, waitMilliseconds = 30_000) => {
      const lambda = pool.find(name);
      if (!lambda) throw new Error(`no function ${name}`);
      return pool.invoke(lambda, JSON.stringify(event), waitMilliseconds, "call");
    },
    warm: (name) => pool.warm(name),
    close: () => pool.close(),
  };
}

const functionOf = (name: string, handler: string): LambdaFunction => ({
  name,
  logicalName: name,
  arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
  roleArn: "arn:aws:iam::000000000000:role/role",
  handler: "index.handler",
  runtime: "nodejs22.x",
  timeoutSeconds: 3,
  memorySize: 128,
  logging: { logFormat: "Text", logGroup: `/aws/lambda/${name}`, applicationLogLevel: "TRACE", systemLogLevel: "INFO" },
  variables: {},
  eventInvokeConfigs: { $LATEST: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 } },
  layers: {},
  qualifiers: ["$LATEST"],
  files: { "index.js": Buffer.from(`exports.handler = ${handler}`) },
});
