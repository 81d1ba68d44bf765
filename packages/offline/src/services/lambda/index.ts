import { join } from "node:path";
import { arn, type Computed, type Naming, physicalName } from "../../graph/naming";
import { awsService } from "../../protocol/operations";
import type { ServiceContext, ServiceModule } from "../module";
import { Asynchronous } from "./asynchronous";
import { computedInvocation, isServedInvocation } from "./declared-invocation";
import { Destinations } from "./destinations";
import { functionsOf, isServed, type LambdaFunction } from "./function";
import { Invocations } from "./invocations";
import { functionMetrics, type MetricsOf } from "./metrics";
import { PendingEvents } from "./pending-events";
import { Pool } from "./pool";
import { FunctionOperations, protocol } from "./service";
import { FunctionTarget } from "./target";
import { variablesOf } from "./variables";

/** Lambda: functions in threads, invoked at once or by events that are kept until they are taken. */
export const lambda: ServiceModule = {
  name: "lambda",
  resources: {
    "aws:lambda/function:Function": { serves: isServed, computed },
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
      serves: true,
      computed: ({ inputs }) => ({ id: String(inputs.functionName) }),
    },
    "aws:lambda/invocation:Invocation": { serves: isServedInvocation, computed: computedInvocation },
    "aws:lambda/permission:Permission": { serves: true },
  },
  open(graph, context) {
    const { data, clock, log, settings, targets } = context;
    const functions = functionsOf(graph);
    const metricsOf = functionMetrics(context.metrics);
    const pool = openPool(functions, graph.region, metricsOf, context);
    const asynchronous = new Asynchronous({
      events: new PendingEvents(join(data.path, "lambda", "events.jsonl"), data.opening),
      pool,
      destinations: new Destinations({ clock, log, metricsOf, targets }),
      clock,
      log,
      metricsOf,
      retryDelays: settings.retryDelays,
    });
    const invocations = new Invocations({ graph, data, pool, log });
    return {
      aws: awsService("lambda", protocol, new FunctionOperations(pool, asynchronous, graph).table),
      accepts: { "arn:aws:lambda:": new FunctionTarget({ ...context, graph, pool, asynchronous }) },
      banner: () => [{ heading: "Functions", rows: rowsOf(functions) }],
      start: () => {
        invocations.start();
        return asynchronous.resume();
      },
      close: async () => {
        await invocations.close();
        await asynchronous.close();
        await pool.close();
      },
    };
  },
};

const rowsOf = (functions: LambdaFunction[]): string[][] =>
  [...functions]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, memorySize, timeoutSeconds }) => [name, `${memorySize} MB`, `${timeoutSeconds} s`]);

function openPool(
  functions: LambdaFunction[],
  region: string,
  metricsOf: MetricsOf,
  { activity, identities, packages, port, serve, settings, targets }: ServiceContext,
): Pool {
  return new Pool({
    functions,
    packages,
    maxEnvironments: settings.maxEnvironments,
    serve,
    activity,
    metricsOf,
    variablesOf: (lambda) => variablesOf(lambda, region, identities.ofRole(lambda.roleArn), port),
    openLog: ({ name, arn: functionArn, roleArn, logging }, stream) =>
      targets.openLog(logGroupArn(functionArn, logging.logGroup), stream, { name, roleArn }),
  });
}

/** The ARN of a log group where a function is. */
const logGroupArn = (functionArn: string, group: string): string => {
  const [, partition, , region, account] = functionArn.split(":");
  return `arn:${partition}:logs:${region}:${account}:log-group:${group}`;
};

function computed(naming: Naming): Computed {
  const name = physicalName(naming);
  const functionArn = arn(naming, "lambda", `function:${name}`);
  return {
    id: name,
    name,
    arn: functionArn,
    invokeArn: invocation(naming, functionArn),
    qualifiedArn: `${functionArn}:$LATEST`,
    qualifiedInvokeArn: invocation(naming, `${functionArn}:$LATEST`),
    version: "$LATEST",
  };
}

const invocation = (naming: Naming, functionArn: string): string =>
  `arn:aws:apigateway:${naming.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
