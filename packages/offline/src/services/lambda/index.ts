import { join } from "node:path";
import { arn, type Computed, type Naming, physicalName } from "../../graph/naming";
import type { Graph } from "../../graph/graph";
import { awsService } from "../../protocol/operations";
import type { AwsService } from "../../protocol/service";
import type { Target } from "../../protocol/targets";
import type { BannerBlock, OpenService, ServiceContext, ServiceModule } from "../module";
import { Asynchronous } from "./asynchronous";
import { computedInvocation, isServedInvocation } from "./declared-invocation";
import { Destinations } from "./destinations";
import { functionsOf, isServed, type LambdaFunction } from "./function";
import { Invocations } from "./invocations";
import { functionMetrics, type MetricsOf } from "./metrics";
import { PendingEvents } from "./pending-events";
import { Pool, type PoolOptions } from "./pool";
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
  open: (graph, context, before) => new OpenLambda(graph, context, before instanceof OpenLambda ? before : undefined),
};

/** What goes on when a program is loaded again: environments that run, and events that wait for them. */
interface Kept {
  pool: Pool;
  asynchronous: Asynchronous;
  /** What is reported to now. */
  metrics: { of: MetricsOf };
}

/** Lambda on the functions of a program. */
class OpenLambda implements OpenService {
  readonly aws: AwsService;
  readonly accepts: Record<string, Target>;
  private readonly kept: Kept;
  private readonly functions: LambdaFunction[];
  private readonly invocations: Invocations;
  private hasMadeWay = false;

  /** @param before what has made way for this, whose environments it goes on with */
  constructor(graph: Graph, context: ServiceContext, before: OpenLambda | undefined) {
    this.functions = functionsOf(graph);
    this.kept = before ? before.kept : begin(this.functions, graph.region, context);
    const { pool, asynchronous, metrics } = this.kept;
    if (before) {
      metrics.of = functionMetrics(context.metrics);
      pool.change(poolOptions(this.functions, graph.region, this.kept.metrics, context));
    }
    this.aws = awsService("lambda", protocol, new FunctionOperations(pool, asynchronous, graph).table);
    this.accepts = { "arn:aws:lambda:": new FunctionTarget({ ...context, graph, pool, asynchronous }) };
    this.invocations = new Invocations({ ...context, graph, pool });
  }

  banner(): BannerBlock[] {
    return [{ heading: "Functions", rows: rowsOf(this.functions) }];
  }

  start(): Promise<void> {
    this.invocations.start();
    return this.kept.asynchronous.resume();
  }

  async makeWay(): Promise<void> {
    this.hasMadeWay = true;
    await this.invocations.close();
  }

  async close(): Promise<void> {
    if (this.hasMadeWay) return;
    await this.invocations.close();
    await this.kept.asynchronous.close();
    await this.kept.pool.close();
  }
}

const rowsOf = (functions: LambdaFunction[]): string[][] =>
  [...functions]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, memorySize, timeoutSeconds }) => [name, `${memorySize} MB`, `${timeoutSeconds} s`]);

function begin(functions: LambdaFunction[], region: string, context: ServiceContext): Kept {
  const { data, clock, log, settings, targets } = context;
  const metrics = { of: functionMetrics(context.metrics) };
  const metricsOf: MetricsOf = (name) => metrics.of(name);
  const pool = new Pool(poolOptions(functions, region, metrics, context));
  const asynchronous = new Asynchronous({
    events: new PendingEvents(join(data.path, "lambda", "events.jsonl"), data.opening),
    pool,
    destinations: new Destinations({ clock, log, metricsOf, targets }),
    clock,
    log,
    metricsOf,
    retryDelays: settings.retryDelays,
  });
  return { pool, asynchronous, metrics };
}

const poolOptions = (
  functions: LambdaFunction[],
  region: string,
  metrics: Kept["metrics"],
  { folder, identities, log, packages, port, running, serve, settings, targets }: ServiceContext,
): PoolOptions => ({
  functions,
  packages,
  folder,
  running,
  maxEnvironments: settings.maxEnvironments,
  serve,
  metricsOf: (name) => metrics.of(name),
  variablesOf: (lambda) => variablesOf(lambda, region, identities.ofRole(lambda.roleArn), port),
  openLog: ({ name, arn: functionArn, roleArn, logging }, stream) =>
    targets.openLog(logGroupArn(functionArn, logging.logGroup), stream, { name, roleArn }),
  onLog: (name, requestId, level, text) =>
    log(`[${name}${requestId && ` ${requestId}`}] ${level === "info" ? "" : `${level}: `}${text}`),
});

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
