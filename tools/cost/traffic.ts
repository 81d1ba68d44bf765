import {
  type Graph,
  json,
  object,
  objects,
  ofType,
  optionalText,
  type Resource,
  text,
} from "../../packages/offline/src/graph/graph";
import { isRecord } from "../../packages/offline/src/is-record";
import { runsInMonth } from "./schedule";
import type { Volumes } from "./volumes";

/** A function that runs for one reason. */
export interface Runs {
  function: Resource;
  /** What starts it. */
  cause: "request" | "cron" | "rate" | "upload";
  /** Times in a month. */
  count: number;
  /** What each takes, in seconds. */
  seconds: number;
}

/** What comes to a program in a month, and what runs for it. */
export interface Traffic {
  /** Requests that API Gateway bills: those of people, of the canary, of Route 53's health checks. */
  apiRequests: number;
  runs: Runs[];
}

/** Seconds of a function that looks, every few minutes, whether there is something to do (test/infra/free-tier.test.ts). */
const lookSeconds = 6;

/** Seconds of a function that a bucket's notification starts, besides one for each megabyte. */
const triggeredSeconds = 1;

/**
 * Route 53 asks from about two places in each region of a health check, unless it is told less
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html).
 */
const checkersInRegion = 2;

const secondsInMonth = 730 * 3600;

/** The functions behind the API's routes, by path and method; a function may stand several times. */
function routesOf(graph: Graph, functions: Resource[]): { path: string; function: Resource }[] {
  return ofType(graph, "aws:apigateway/restApi:RestApi").flatMap(({ inputs }) => {
    const document: unknown = JSON.parse(json(inputs, "body"));
    const paths = isRecord(document) ? object(document, "paths") : {};
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(isRecord(methods) ? methods : {}).flatMap((method) => {
        const integration = isRecord(method) ? object(method, "x-amazon-apigateway-integration") : {};
        const uri = optionalText(integration, "uri") ?? "";
        return functions
          .filter(({ outputs }) => uri.includes(`${text(outputs, "arn")}/`))
          .map((one) => ({ path, function: one }));
      }),
    );
  });
}

const ofMegabytes = (lambda: Resource, megabytes: number): number =>
  Math.min(triggeredSeconds + megabytes, timeoutOf(lambda));

/** In seconds; Lambda's own default is three. */
const timeoutOf = ({ inputs }: Resource): number => (typeof inputs.timeout === "number" ? inputs.timeout : 3);

/**
 * What a schedule starts. A `rate` looks whether there is something to do; a `cron` is taken to use all of its time, as a
 * backup does that waits for DynamoDB's exports. Both are the most that is billed.
 */
function scheduled(graph: Graph, functions: Resource[]): Runs[] {
  return ofType(graph, "aws:cloudwatch/eventRule:EventRule").flatMap((rule) => {
    const expression = optionalText(rule.inputs, "scheduleExpression");
    if (expression === undefined || rule.inputs.state === "DISABLED") return [];
    const count = runsInMonth(expression);
    const targets = ofType(graph, "aws:cloudwatch/eventTarget:EventTarget").filter(
      ({ inputs }) => inputs.rule === rule.outputs.name || inputs.rule === rule.id,
    );
    const cause = expression.startsWith("rate") ? "rate" : "cron";
    return targets.flatMap(({ inputs }) =>
      functions
        .filter(({ outputs }) => outputs.arn === inputs.arn)
        .map((one): Runs => {
          const most = timeoutOf(one);
          return { function: one, cause, count, seconds: cause === "rate" ? Math.min(lookSeconds, most) : most };
        }),
    );
  });
}

/** What uploads start: images below `events/`, measurements below `measurements/`. */
function uploaded(graph: Graph, functions: Resource[], volumes: Volumes): Runs[] {
  const uploads: Record<string, { count: number; megabytes: number }> = {
    "events/": { count: volumes.images, megabytes: volumes.imageMegabytes },
    "measurements/": { count: volumes.files, megabytes: volumes.fileMegabytes },
  };
  return ofType(graph, "aws:s3/bucketNotification:BucketNotification")
    .flatMap(({ inputs }) => objects(inputs, "lambdaFunctions"))
    .flatMap(({ filterPrefix, lambdaFunctionArn }) => {
      const upload = uploads[String(filterPrefix)];
      const started = functions.filter(({ outputs }) => outputs.arn === lambdaFunctionArn);
      return started.map((one): Runs => {
        const { count, megabytes } = upload ?? { count: 0, megabytes: 0 };
        return { function: one, cause: "upload", count, seconds: ofMegabytes(one, megabytes) };
      });
    });
}

/** Requests that a health check of Route 53 makes in a month. */
function checkerRequests({ inputs }: Resource): number {
  const interval = typeof inputs.requestInterval === "number" ? inputs.requestInterval : 30;
  const regions = Array.isArray(inputs.regions) ? inputs.regions.length : 8;
  return (regions * checkersInRegion * secondsInMonth) / interval;
}

/**
 * What runs in a month. The API's requests are spread evenly over its routes. A scheduled function that knows an address of
 * the API asks for it once a run.
 */
export function trafficOf(graph: Graph, volumes: Volumes): Traffic {
  const functions = ofType(graph, "aws:lambda/function:Function");
  const apis = ofType(graph, "aws:apigateway/restApi:RestApi");
  const routes = routesOf(graph, functions);
  const bySchedule = scheduled(graph, functions);

  const asksApi = ({ inputs }: Resource): boolean =>
    apis.some(({ id }) =>
      Object.values(object(object(inputs, "environment"), "variables")).some((value) =>
        String(value).includes(`/${id}/`),
      ),
    );
  const canary = bySchedule.reduce((sum, runs) => sum + (asksApi(runs.function) ? runs.count : 0), 0);
  const checks = ofType(graph, "aws:route53/healthCheck:HealthCheck").reduce(
    (sum, one) => sum + checkerRequests(one),
    0,
  );
  const watching = apis.length === 0 ? 0 : canary + checks;

  const byRoute = routes.map(({ path, function: one }): Runs => ({
    function: one,
    cause: "request",
    count: volumes.requests / routes.length + (path === "/health" ? watching : 0),
    seconds: Math.min(volumes.milliseconds / 1000, timeoutOf(one)),
  }));
  return {
    apiRequests: (apis.length === 0 ? 0 : volumes.requests) + watching,
    runs: [...byRoute, ...bySchedule, ...uploaded(graph, functions, volumes)],
  };
}
