import { UserError } from "../../errors";
import {
  type Graph,
  object,
  objects,
  ofType,
  optionalText,
  type Properties,
  regionOf,
  type Resource,
  text,
} from "../../graph/graph";
import type { Firewall } from "../../protocol/firewall";
import type { Metrics } from "../../protocol/metrics";
import type { Targets } from "../../protocol/targets";
import { type Action, actionOf, type ResponseBodies, responseBodiesIn } from "./actions";
import { WebAclLog } from "./log";
import { WebAclMetrics } from "./metrics";
import { References } from "./references";
import { associationType, loggingType, webAclType } from "./resources";
import { rulesOf } from "./rules";
import { Unserved } from "./unserved";
import { WebAcl, type WebAclOptions } from "./web-acl";

export interface FirewallsOptions {
  targets: Pick<Targets, "openLog">;
  metrics: Pick<Metrics, "reported">;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: (text: string) => void;
}

/**
 * The firewalls of a program, by the ARNs of the stages and distributions that they stand before.
 *
 * @throws UserError for what AWS would refuse
 */
export function firewallsIn(graph: Graph, options: FirewallsOptions): Map<string, Firewall> {
  const references = new References(graph);
  const webAcls = new Map(
    ofType(graph, webAclType).map((resource) => {
      const notes: string[] = [];
      const made = webAclOf(resource, { graph, references, notes, ...options });
      if (notes.length > 0) options.log(`WAF web ACL ${resource.name}: ${[...new Set(notes)].join("; ")}`);
      return [made.arn, { name: resource.name, scope: text(resource.inputs, "scope"), made }];
    }),
  );
  const firewalls = new Map<string, Firewall>();
  const put = (what: string, webAclArn: string, scope: string, stands: Standing | undefined): void => {
    const webAcl = webAcls.get(webAclArn);
    if (!webAcl)
      return options.log(`WAF: ${webAclArn} is not of this program, and ${what} is open to all that it would stop`);
    if (webAcl.scope !== scope)
      throw new UserError(`AWS would refuse the web ACL ${webAcl.name} before ${what}: its scope has to be ${scope}`);
    if (!stands) return options.log(`WAF web ACL ${webAcl.name}: ${what} is not served, and not guarded by it`);
    firewalls.set(stands.arn, new WebAcl(webAcl.made, stands.source));
  };
  for (const { inputs } of ofType(graph, associationType)) {
    const arn = text(inputs, "resourceArn");
    put(arn, text(inputs, "webAclArn"), "REGIONAL", stageOf(arn, graph));
  }
  for (const { name, id, inputs, outputs } of ofType(graph, "aws:cloudfront/distribution:Distribution")) {
    const webAclArn = optionalText(inputs, "webAclId") ?? "";
    const stands: Standing = { arn: text(outputs, "arn"), source: { name: "CF", id } };
    // CloudFront says of others that they let everything through.
    if (webAcls.has(webAclArn)) put(`the distribution ${name}`, webAclArn, "CLOUDFRONT", stands);
  }
  return firewalls;
}

/** What a web ACL stands before. */
interface Standing {
  arn: string;
  source: ConstructorParameters<typeof WebAcl>[1];
}

/** The stage of an ARN such as `arn:aws:apigateway:eu-west-1::/restapis/abc/stages/v1`. */
function stageOf(arn: string, { account }: Graph): Standing | undefined {
  const [, api, stage] = /^arn:aws:apigateway:[^:]*::\/restapis\/([^/]+)\/stages\/([^/]+)$/.exec(arn) ?? [];
  return api === undefined || stage === undefined
    ? undefined
    : { arn, source: { name: "APIGW", id: `${account}:${api}:${stage}` } };
}

interface Making extends FirewallsOptions {
  graph: Graph;
  references: References;
  /** Takes what is not served of it. */
  notes: string[];
}

function webAclOf(resource: Resource, { graph, references, notes, targets, metrics, now }: Making): WebAclOptions {
  const { inputs, outputs } = resource;
  const [name, arn] = [text(outputs, "name"), text(outputs, "arn")];
  const note = (words: string): void => void notes.push(words);
  const bodies = responseBodiesIn(inputs);
  let looksAtBodies = false;
  if (optionalText(inputs, "ruleJson")) note("what its ruleJson would stop comes through: write it as rules");
  const rules = rulesOf(inputs, {
    references,
    bodies,
    note,
    account: graph.account,
    labelPrefix: `awswaf:${graph.account}:webacl:${name}:`,
    onBody: () => (looksAtBodies = true),
  });
  const isGlobal = inputs.scope === "CLOUDFRONT";
  const region = isGlobal ? undefined : regionOf(graph, resource);
  const visibility = object(inputs, "visibilityConfig");
  const logging = ofType(graph, loggingType).find((one) => one.inputs.resourceArn === arn);
  return {
    arn,
    rules,
    defaultAction: defaultActionOf(name, object(inputs, "defaultAction"), bodies),
    inspectedBytes: looksAtBodies ? inspectedBytes(inputs, isGlobal ? "cloudfront" : "apiGateway") : 0,
    metrics:
      visibility.cloudwatchMetricsEnabled === false
        ? undefined
        : new WebAclMetrics(metrics, text(visibility, "metricName"), region),
    log: logging && new WebAclLog(logging, `${region ?? "cloudfront"}_${name}_0`, targets, note),
    now,
  };
}

/** @throws UserError for one that neither allows nor blocks */
function defaultActionOf(name: string, action: Properties, bodies: ResponseBodies): Action {
  try {
    return actionOf(action, bodies);
  } catch (error) {
    if (!(error instanceof Unserved)) throw error;
    throw new UserError(`AWS would refuse the web ACL ${name}: its default action has to be allow or block`);
  }
}

/** How much of bodies WAF gets of a stage or distribution: 16 KB, unless the web ACL says otherwise. */
function inspectedBytes(inputs: Properties, kind: string): number {
  const sizes = objects(object(inputs, "associationConfig"), "requestBodies").map((one) => object(one, kind));
  const size = sizes.map((one) => optionalText(one, "defaultSizeInspectionLimit")).find((one) => one !== undefined);
  return Number(/\d+$/.exec(size ?? "KB_16")?.[0] ?? 16) * 1024;
}
