import type { Graph, Properties, Resource } from "../../src/graph/graph";
import type { InspectedRequest, Verdict } from "../../src/protocol/firewall";
import type { LogEvent } from "../../src/protocol/log-entries";
import { Metrics } from "../../src/protocol/metrics";
import { firewallsIn } from "../../src/services/waf/declared";
import { TestClock } from "./clock";
import { graphWith } from "./graph";

/** A web ACL before a stage, without the stage. */
export interface TestFirewall {
  clock: TestClock;
  /** What the console says. */
  told: string[];
  /** Records of the log. */
  records: Record<string, unknown>[];
  inspectedBytes: number;
  /** What is said of a request: GET / of 203.0.113.7, unless it says otherwise. */
  judge(request?: Partial<InspectedRequest>): Verdict;
  /** Sums of the metrics by name and rule, such as `BlockedRequests ALL`. */
  counts(): Record<string, number>;
}

const stageArn = "arn:aws:apigateway:eu-west-1::/restapis/abc/stages/v1";

export const visibility = (metricName: string) => ({
  visibilityConfig: { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false },
});

/** A rule that blocks what a statement matches, unless it says otherwise. */
export const rule = (name: string, statement: object, more: object = {}) => ({
  ...{ name, statement, priority: 1, action: { block: {} } },
  ...visibility(`metric-${name}`),
  ...more,
});

/** Says a field and no transformation, as most statements need them. */
export const field = (fieldToMatch: object, ...types: string[]) => ({
  fieldToMatch,
  textTransformations: (types.length > 0 ? types : ["NONE"]).map((type, priority) => ({ type, priority })),
});

export const webAcl = (rules: object[], more: object = {}) => ({
  type: "aws:wafv2/webAcl:WebAcl",
  name: "site",
  inputs: { name: "site", scope: "REGIONAL", defaultAction: { allow: {} }, rules, ...visibility("site"), ...more },
});

/** A resource of WAF's, as the program declares it, with its ARN for what refers to it. */
export function declaredSet(type: string, inputs: Properties): { resource: Resource; arn: string } {
  const [resource] = graphWith([
    { type: `aws:wafv2/${type}`, name: "set", inputs: { scope: "REGIONAL", ...inputs } },
  ]).resources;
  if (!resource) throw new Error("nothing was made");
  return { resource, arn: String(resource.outputs.arn) };
}

export interface TestFirewallOptions {
  /** Further inputs of the web ACL. */
  inputs?: object;
  /** What its rules refer to. */
  resources?: Resource[];
  /** Inputs of its logging, if it has any. */
  logging?: object;
}

export function testFirewall(
  rules: object[],
  { inputs, resources = [], logging }: TestFirewallOptions = {},
): TestFirewall {
  const clock = new TestClock();
  const metrics = new Metrics(clock);
  const told: string[] = [];
  const records: Record<string, unknown>[] = [];
  const acl = graphWith([webAcl(rules, inputs)]);
  const webAclArn = String(acl.resources[0]?.outputs.arn);
  const around = graphWith([
    { type: "aws:wafv2/webAclAssociation:WebAclAssociation", inputs: { webAclArn, resourceArn: stageArn } },
    ...(logging
      ? [
          {
            type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
            inputs: {
              resourceArn: webAclArn,
              logDestinationConfigs: ["arn:aws:logs:eu-west-1:000000000000:log-group:aws-waf-logs-site"],
              ...logging,
            },
          },
        ]
      : []),
  ]);
  const graph: Graph = { ...acl, resources: [...acl.resources, ...resources, ...around.resources] };
  const made = firewallsIn(graph, {
    metrics,
    now: () => clock.now(),
    log: (text) => told.push(text),
    targets: {
      openLog: () => (entry) => records.push(...entry.events().map(({ message }: LogEvent) => JSON.parse(message))),
    },
  }).get(stageArn);
  if (!made) throw new Error("there is no firewall");
  return {
    ...{ clock, told, records, inspectedBytes: made.inspectedBytes },
    judge: (request = {}) => made.judge({ ...usual, ...request }),
    counts: () =>
      Object.fromEntries(
        metrics.take().map(({ metric, values }) => [`${metric.name} ${metric.dimensions.Rule}`, values.sum]),
      ),
  };
}

const usual: InspectedRequest = {
  requestId: "request-1",
  method: "GET",
  path: "/v1/",
  query: "",
  httpVersion: "1.1",
  headers: [["Host", "api.example"]],
  ip: "203.0.113.7",
  body: Buffer.alloc(0),
  isBodyCut: false,
};
