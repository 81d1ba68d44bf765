import type { Activity } from "../../protocol/activity";
import type { AccessControl } from "../../protocol/access-control";
import type { Identities } from "../../protocol/identities";
import type { AwsRequest, AwsResponse } from "../../protocol/service";
import type { Firewalls } from "../../protocol/firewall";
import type { Metrics } from "../../protocol/metrics";
import { SignedRequests } from "../../protocol/signature/signed-requests";
import type { Targets } from "../../protocol/targets";
import type { RunningTime } from "../../running-time";
import { type Graph, object, ofType, type Properties, type Resource, text } from "../../graph/graph";
import type { UserPools } from "../../protocol/user-pools";
import { AccessLog, accessLogSettingsOf } from "./access-log";
import { methodBuckets } from "./admission";
import { authorizersOf } from "./authorizers/of-stage";
import { Backends } from "./backend/backends";
import { MappedFunctions } from "./backend/mapped-functions";
import { apiKeySource, binaryMediaTypes, methodsOf } from "./document";
import type { Place } from "./event";
import { StageFunctions } from "./stage-functions";
import { LambdaIntegrations } from "./lambda-integration";
import { binaryMatcher } from "./media-types";
import { MethodFunctions } from "./method-functions";
import { StageMetrics } from "./metrics";
import type { Quotas } from "./quota";
import { apiDocument } from "./resources/document";
import { stageResources } from "./resources/stages";
import { ResourcePolicyCheck } from "./resource-policy";
import { GatewayResponses } from "./responses";
import { Stage } from "./stage";
import { accountLimit, TokenBucket } from "./throttle";
import { UsagePlans } from "./usage-plans";

export interface StagesOptions {
  graph: Graph;
  /** What time-outs go by. */
  running: RunningTime;
  targets: Pick<Targets, "deliver" | "invocable" | "objection" | "openLog">;
  metrics: Pick<Metrics, "reported">;
  accessControl: Pick<AccessControl, "decisionOn">;
  /** Whose users authorizers let in. */
  userPools: UserPools;
  /** What stands before stages, by their ARNs. */
  firewalls: Firewalls;
  /** In whose name S3 is asked. */
  identities: Pick<Identities, "find" | "ofRole">;
  /** Serves requests to other services. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
  quotas: Quotas;
  activity: Activity;
  log: (text: string) => void;
  /** Milliseconds since 1970; the system's clock if undefined. */
  now?: () => number;
}

/** The stages of a program by `restApiId/stageName`. Those whose API has no methods are recorded only. */
export function stagesOf({
  graph,
  targets,
  running,
  metrics,
  accessControl,
  userPools,
  firewalls,
  identities,
  serve,
  quotas,
  activity,
  log,
  now = () => Date.now(),
}: StagesOptions): Map<string, Stage> {
  const plans = new UsagePlans(graph, quotas, now);
  const account = new TokenBucket(accountLimit, now());
  const requests = new SignedRequests(identities, "execute-api");
  const stages = new Map<string, Stage>();
  for (const stage of stageResources(graph)) {
    const restApi = restApiOf(graph, stage);
    const declared = restApi && apiDocument(graph, restApi);
    const document = declared && withStageVariables(declared, object(stage.inputs, "variables"));
    if (!document) continue;
    // Such an API answers by its domain's name alone, which there is none of here; its address answers 403 in AWS as well.
    if (restApi.inputs.disableExecuteApiEndpoint === true) continue;
    const place = placeOf(stage, graph, restApi, document);
    const { apiId: restApiId, stageName: name } = place;
    const executionArn = text(restApi.outputs, "executionArn");
    const stageArn = `${executionArn}/${name}`;
    const policy = new ResourcePolicyCheck(graph, accessControl, stageArn);
    const functions = new StageFunctions({ targets, running, log });
    const authorizers = authorizersOf({
      document,
      userPools,
      requests,
      functions,
      place,
      policy,
      executionArn,
      now,
      log,
    });
    const keySource = apiKeySource(restApi, document);
    const methods = methodsOf(document, { keySource, authorizers });
    const accessLog = accessLogSettingsOf(stage, log);
    const ofMethods = new MethodFunctions({ functions, stageArn });
    const made = new Stage({
      name,
      restApiId,
      methods,
      responses: new GatewayResponses(document),
      authorizers,
      takesKeysFromAuthorizers: keySource === "AUTHORIZER",
      clients: plans.clients(restApiId, name, methods),
      buckets: methodBuckets(stage, graph, methods, account, now()),
      policy,
      firewall: firewalls.get(text(stage.outputs, "arn")),
      functions: new LambdaIntegrations({ functions, ofMethods, place, log }),
      backends: new Backends({
        ...{ place, identities, serve, log },
        functions: new MappedFunctions({ functions, ofMethods, targets, log }),
      }),
      metrics: new StageMetrics(metrics, text(restApi.outputs, "name"), name),
      accessLog: accessLog && new AccessLog(accessLog, place, targets),
      activity,
      now,
      log,
    });
    stages.set(`${restApiId}/${name}`, made);
  }
  return stages;
}

const restApiOf = (graph: Graph, stage: Resource): Resource | undefined =>
  ofType(graph, "aws:apigateway/restApi:RestApi").find(({ id }) => id === stage.inputs.restApi);

const placeOf = ({ inputs }: Resource, graph: Graph, restApi: Resource, document: Properties): Place => ({
  account: graph.account,
  apiId: text(inputs, "restApi"),
  stageName: text(inputs, "stageName"),
  deploymentId: text(inputs, "deployment"),
  stageVariables: "variables" in inputs ? stringsOf(object(inputs, "variables")) : null,
  isBinary: binaryMatcher(binaryMediaTypes(restApi, document)),
});

/** A document with a stage's variables in the URIs of its integrations, such as `http://${stageVariables.server}/`. */
const withStageVariables = (document: Properties, variables: Properties): Properties =>
  JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === "uri" && typeof value === "string"
      ? value.replace(/\$\{stageVariables\.(\w+)\}/g, (found, name: string) => String(variables[name] ?? found))
      : value,
  );

const stringsOf = (values: Properties): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
