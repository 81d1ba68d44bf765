import type { Policy } from "../../src/protocol/iam/compile";
import { decide } from "../../src/protocol/iam/compile";
import { Activity } from "../../src/protocol/activity";
import type { Firewall } from "../../src/protocol/firewall";
import type { LogEvent } from "../../src/protocol/log-entries";
import { Metrics } from "../../src/protocol/metrics";
import type { UserPools } from "../../src/protocol/user-pools";
import { uninterrupted } from "../../src/running-time";
import { originOf } from "../../src/services/apigateway/origin";
import { Quotas } from "../../src/services/apigateway/quota";
import { stagesOf } from "../../src/services/apigateway/stages";
import { TestClock } from "./clock";
import { graphWith } from "./graph";

/** What the gateway's functions are in a test: by the names in their ARNs, from event to result, or to what they throw. */
export type TestFunctions = Record<string, (event: Record<string, unknown>) => unknown>;

/** An answer, with its body as text. */
export interface GatewayAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

/** An API of one document, without a host. */
export interface TestGateway {
  clock: TestClock;
  /** What the console says. */
  logs: string[];
  /** Lines of the access log. */
  accessLog: string[];
  ask(path: string, headers?: Record<string, string>, method?: string, body?: string): Promise<GatewayAnswer>;
}

export interface TestGatewayOptions {
  document: object;
  functions: TestFunctions;
  userPools?: UserPools;
  /** What stands before it. */
  firewall?: Firewall;
  accessLogFormat?: string;
}

/** URI of a function that an integration or an authorizer names. */
export const invokeUri = (name: string): string =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:${name}/invocations`;

/** An operation that a function answers. */
export const answeredBy = (name: string, more: object = {}) => ({
  responses: {},
  ...more,
  "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: invokeUri(name) },
});

/** Serves an OpenAPI document by functions of the test's own. */
export function testGateway({
  document,
  functions,
  userPools,
  firewall,
  accessLogFormat,
}: TestGatewayOptions): TestGateway {
  const clock = new TestClock();
  const logs: string[] = [];
  const accessLog: string[] = [];
  const accessLogSettings = accessLogFormat && {
    destinationArn: "arn:aws:logs:eu-west-1:000000000000:log-group:access",
    format: accessLogFormat,
  };
  const graph = graphWith([{ type: "aws:apigateway/restApi:RestApi", inputs: { body: JSON.stringify(document) } }]);
  const restApi = graph.resources[0]?.id ?? "";
  const stage = graphWith([
    {
      type: "aws:apigateway/stage:Stage",
      inputs: { restApi, stageName: "v1", deployment: "one", variables: { colour: "green" }, accessLogSettings },
    },
  ]);
  for (const resource of stage.resources) resource.outputs.invokeUrl = "http://localhost:4566/";
  const all = { ...graph, resources: [...graph.resources, ...stage.resources] };
  const nobody: Policy = () => "implicitDeny";
  const stages = stagesOf({
    graph: all,
    targets: {
      invocable(arn) {
        const name = arn.split(":").at(-1) ?? "";
        const run = functions[name];
        return run && { name, invoke: (payload) => invocation(run, payload) };
      },
      objection: () => undefined,
      deliver: async () => ({ problem: Promise.resolve(undefined) }),
      openLog: () => (entry) => accessLog.push(...entry.events().map(({ message }: LogEvent) => message)),
    },
    metrics: new Metrics(clock),
    accessControl: {
      decisionOn: ({ policy, principal }, access) =>
        decide({ identity: policy, resource: nobody }, { ...access, principal }),
    },
    userPools: userPools ?? new Map(),
    firewalls: new Map(firewall && stage.resources.map(({ outputs }) => [String(outputs.arn), firewall])),
    identities: { find: () => undefined, ofRole: () => undefined },
    serve: () => Promise.reject(new Error("no service is asked")),
    quotas: new Quotas({ load: () => undefined, save: () => undefined }),
    running: uninterrupted,
    activity: new Activity(),
    log: (text) => logs.push(text),
    now: () => clock.now(),
  });
  const origin = originOf(stages, all);
  const host = `${restApi}.execute-api.eu-west-1.amazonaws.com`;
  return {
    clock,
    logs,
    accessLog,
    async ask(target, headers = {}, method = "GET", body = "") {
      const [path = "", query = ""] = target.split("?");
      const sent = { host, ...headers, "content-length": String(Buffer.byteLength(body)) };
      const request = { method, path: `/v1${path}`, query, headers: sent, body: [Buffer.from(body)] };
      const answer = await origin.handle(request, undefined);
      return { status: answer.status, headers: answer.headers, body: String(answer.body) };
    },
  };
}

async function invocation(run: TestFunctions[string], payload: string) {
  try {
    const result = await run(JSON.parse(payload));
    return { requestId: "one", payload: JSON.stringify(result), failed: false };
  } catch (error) {
    const errorMessage = error instanceof Error ? error.message : String(error);
    return { requestId: "one", payload: JSON.stringify({ errorMessage }), failed: true };
  }
}

/** Answers with the event, as integrations do. */
export const echo = (event: Record<string, unknown>) => ({ statusCode: 200, body: JSON.stringify(event) });
