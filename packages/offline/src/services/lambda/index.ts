import { join } from "node:path";
import { arn, type Computed, type Naming, physicalName } from "../../graph/naming";
import type { Graph } from "../../graph/graph";
import { awsService } from "../../protocol/operations";
import type { AwsService } from "../../protocol/service";
import { functionName, type Target } from "../../protocol/targets";
import type { BannerBlock, HttpDoor, OpenService, ServiceContext, ServiceModule, Unserved } from "../module";
import { Asynchronous } from "./asynchronous";
import { computedInvocation, isServedInvocation } from "./declared-invocation";
import { Destinations } from "./destinations";
import { functionsOf, isServed, type LambdaFunction, unservedFunctions } from "./function";
import { Invocations } from "./invocations";
import { layerTypes } from "./layers";
import { functionMetrics, type MetricsOf } from "./metrics";
import { PendingEvents } from "./pending-events";
import { Pool, type PoolOptions } from "./pool";
import { FunctionOperations, protocol } from "./service";
import { FunctionTarget } from "./target";
import { computedUrl, type FunctionUrl, functionUrlsOf, functionUrlType, isServedUrl, urlPath } from "./url/declared";
import { FunctionUrls } from "./url/door";
import { variablesOf } from "./variables";
import { invokeArn, versionOf, versionTypes } from "./versions";
import { Usage, WarmUp } from "./warm-up";

/** Lambda: functions in threads, invoked at once or by events that are kept until they are taken. */
export const lambda: ServiceModule = {
  name: "lambda",
  resources: {
    "aws:lambda/function:Function": {
      serves: isServed,
      computed,
      only: "for Node.js, with code that the program carries",
    },
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
      serves: true,
      computed: ({ inputs }) => ({ id: String(inputs.functionName) }),
    },
    [functionUrlType]: { serves: isServedUrl, computed: computedUrl, only: "of functions that run here" },
    "aws:lambda/invocation:Invocation": {
      serves: isServedInvocation,
      computed: computedInvocation,
      only: "of functions that run here; never with the action delete",
    },
    "aws:lambda/permission:Permission": { serves: true },
    ...layerTypes,
    ...versionTypes,
  },
  open: (graph, context, before) => new OpenLambda(graph, context, before instanceof OpenLambda ? before : undefined),
};

/** What goes on when a program is loaded again: environments that run, and events that wait for them. */
interface Kept {
  pool: Pool;
  asynchronous: Asynchronous;
  /** What is reported to now. */
  metrics: { of: MetricsOf };
  usage: Usage;
  warmUp: WarmUp;
}

/** Lambda on the functions of a program. */
class OpenLambda implements OpenService {
  readonly aws: AwsService;
  readonly accepts: Record<string, Target>;
  readonly http: HttpDoor;
  readonly unserved: Unserved[];
  private readonly urls: ReadonlyMap<string, FunctionUrl>;
  private readonly kept: Kept;
  private readonly functions: LambdaFunction[];
  private readonly invocations: Invocations;
  private readonly warms: boolean;
  private hasMadeWay = false;

  /** @param before what has made way for this, whose environments it goes on with */
  constructor(graph: Graph, context: ServiceContext, before: OpenLambda | undefined) {
    this.functions = functionsOf(graph);
    this.warms = context.settings.warmUp ?? false;
    this.kept = before ? before.kept : begin(this.functions, context);
    const { pool, asynchronous, metrics } = this.kept;
    if (before) {
      metrics.of = functionMetrics(context.metrics);
      pool.change(poolOptions(this.functions, this.kept, context));
    }
    this.aws = awsService("lambda", protocol, new FunctionOperations(pool, asynchronous, graph).table);
    this.accepts = { "arn:aws:lambda:": new FunctionTarget({ ...context, graph, pool, asynchronous }) };
    this.unserved = unservedFunctions(graph);
    this.urls = functionUrlsOf(graph);
    this.http = new FunctionUrls({ ...context, urls: this.urls, pool, account: graph.account });
    this.invocations = new Invocations({ ...context, graph, pool });
  }

  banner(url: string): BannerBlock[] {
    const urls = [...this.urls.values()].map(({ id, functionArn, isSigned }) => [
      `${url}${urlPath}${id}/`,
      functionName(functionArn),
      isSigned ? "AWS_IAM" : "open",
    ]);
    return [
      { heading: "Functions", rows: rowsOf(this.functions) },
      { heading: "Function URLs", rows: urls },
    ];
  }

  start(): Promise<void> {
    this.invocations.start();
    if (this.warms) void this.kept.warmUp.begin();
    return this.kept.asynchronous.resume();
  }

  async makeWay(): Promise<void> {
    this.hasMadeWay = true;
    this.kept.warmUp.end();
    await this.invocations.close();
  }

  async close(): Promise<void> {
    if (this.hasMadeWay) return;
    this.kept.warmUp.end();
    this.kept.usage.save();
    await this.invocations.close();
    await this.kept.asynchronous.close();
    await this.kept.pool.close();
  }
}

const rowsOf = (functions: LambdaFunction[]): string[][] =>
  [...functions]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, memorySize, timeoutSeconds }) => [name, `${memorySize} MB`, `${timeoutSeconds} s`]);

function begin(functions: LambdaFunction[], context: ServiceContext): Kept {
  const { data, clock, log, settings, targets } = context;
  const metrics = { of: functionMetrics(context.metrics) };
  const metricsOf: MetricsOf = (name) => metrics.of(name);
  const usage = new Usage(data);
  const pool = new Pool(poolOptions(functions, { metrics, usage }, context));
  const asynchronous = new Asynchronous({
    events: new PendingEvents(join(data.path, "lambda", "events.jsonl"), data.opening),
    pool,
    destinations: new Destinations({ clock, log, metricsOf, targets }),
    clock,
    log,
    metricsOf,
    retryDelays: settings.retryDelays,
  });
  return { pool, asynchronous, metrics, usage, warmUp: new WarmUp(pool, usage) };
}

const poolOptions = (
  functions: LambdaFunction[],
  { metrics, usage }: Pick<Kept, "metrics" | "usage">,
  { activity, folder, identities, packages, port, running, serve, settings, targets }: ServiceContext,
): PoolOptions => ({
  functions,
  packages,
  folder,
  running,
  maxEnvironments: settings.maxEnvironments,
  serve,
  activity,
  metricsOf: (name) => metrics.of(name),
  onInvoke: (name) => usage.note(name),
  variablesOf: (lambda) => variablesOf(lambda, identities.ofRole(lambda.roleArn), port),
  openLog: ({ name, arn: functionArn, roleArn, logging }, stream) =>
    targets.openLog(logGroupArn(functionArn, logging.logGroup), stream, { name, roleArn }),
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
    invokeArn: invokeArn(naming.region, functionArn),
    ...versionOf(naming, functionArn),
  };
}
