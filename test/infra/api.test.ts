import { expect } from "chai";
import { type Graph, object, ofType, text } from "../../packages/offline/src/graph/graph";
import { documentOf, graphOf, only } from "../../packages/offline/test/support/graph";
import { limited, opened, watched } from "../support/graphs";

const methodSettingsType = "aws:apigateway/methodSettings:MethodSettings";
const restApiType = "aws:apigateway/restApi:RestApi";

describe("infra/api", () => {
  it("declares one REST API by its document alone, named as the document's title", async () => {
    const graph = await graphOf("localstack");
    const { inputs } = only(graph, restApiType);
    expect(Object.keys(inputs)).to.have.members(["name", "body", "endpointConfiguration"]);
    expect(inputs.name).to.equal("atelier-localstack").and.to.equal(documentOf(graph).info.title);
    for (const type of ["resource:Resource", "method:Method", "integration:Integration", "model:Model"]) {
      expect(ofType(graph, `aws:apigateway/${type}`), type).to.be.empty;
    }
  });

  it("deploys anew exactly when the document changes", async () => {
    const triggerOf = (graph: Graph) =>
      object(only(graph, "aws:apigateway/deployment:Deployment").inputs, "triggers").redeployment;
    const trigger = triggerOf(await graphOf("localstack"));
    expect(trigger).to.match(/^[0-9a-f]{64}$/);
    expect(triggerOf(await limited())).to.equal(trigger);
    expect(triggerOf(await opened())).to.not.equal(trigger);
  });

  it("lets API Gateway invoke each function by its own route only", async () => {
    const graph = await graphOf("localstack");
    const { outputs } = only(graph, restApiType);
    const permissions = ofType(graph, "aws:lambda/permission:Permission")
      .map(({ inputs }) => inputs)
      .filter(({ principal }) => principal === "apigateway.amazonaws.com");
    const routes = Object.entries<object>(documentOf(graph).paths).flatMap(([path, item]) =>
      Object.keys(item).flatMap((verb) =>
        verb === "options" ? [] : [`${verb.toUpperCase()}${path.replace(/\{\w+\}/g, "*")}`],
      ),
    );
    expect(routes).to.include.members(["GET/health", "PUT/events/*", "GET/events/*/image"]);
    expect(permissions.map(({ sourceArn }) => sourceArn)).to.have.members(
      routes.map((route) => `${String(outputs.executionArn)}/*/${route}`),
    );
    expect(new Set(permissions.map((permission) => permission.function)).size).to.equal(routes.length);
    for (const { action } of permissions) expect(action).to.equal("lambda:InvokeFunction");
  });

  it("limits the stage and each key: 1,000 requests a second, bursts of 2,000, 1,000,000 a month", async () => {
    const graph = await graphOf("localstack");
    expect(only(graph, methodSettingsType, "api").inputs).to.deep.include({
      methodPath: "*/*",
      settings: { throttlingRateLimit: 1000, throttlingBurstLimit: 2000 },
    });
    const plan = only(graph, "aws:apigateway/usagePlan:UsagePlan");
    expect(plan.inputs).to.deep.include({
      apiStages: [{ apiId: only(graph, restApiType).id, stage: "dev" }],
      throttleSettings: { rateLimit: 1000, burstLimit: 2000 },
      quotaSettings: { limit: 1_000_000, period: "MONTH" },
    });
    expect(only(graph, "aws:apigateway/usagePlanKey:UsagePlanKey").inputs).to.deep.equal({
      keyId: only(graph, "aws:apigateway/apiKey:ApiKey").id,
      keyType: "API_KEY",
      usagePlanId: plan.id,
    });
  });

  it("limits the open routes that ask the database further, and never beyond the stage", async () => {
    const graph = await graphOf("localstack");
    const { inputs } = only(graph, methodSettingsType, "api-getHealth");
    expect(inputs).to.deep.equal({
      restApi: only(graph, restApiType).id,
      stageName: "dev",
      methodPath: "health/GET",
      settings: { throttlingRateLimit: 4, throttlingBurstLimit: 20 },
    });
    expect(only(graph, methodSettingsType, "api-getImage").inputs).to.deep.include({
      methodPath: "events~1{id}~1image/GET",
      settings: { throttlingRateLimit: 5, throttlingBurstLimit: 50 },
    });
    expect(ofType(graph, methodSettingsType)).to.have.length(3);
    const limits = (other: Graph) => only(other, methodSettingsType, "api-getHealth").inputs.settings;
    expect(limits(await limited())).to.deep.equal({ throttlingRateLimit: 3, throttlingBurstLimit: 7 });
    expect(limits(await opened())).to.deep.equal({ throttlingRateLimit: 500, throttlingBurstLimit: 600 });
  });

  it("takes the limits from the configuration", async () => {
    const graph = await limited();
    expect(only(graph, "aws:apigateway/usagePlan:UsagePlan").inputs).to.deep.include({
      throttleSettings: { rateLimit: 3, burstLimit: 7 },
      quotaSettings: { limit: 9, period: "MONTH" },
    });
  });

  it("asks for a key on every route but the open ones and preflights", async () => {
    const { paths } = documentOf(await graphOf("localstack"));
    const open = Object.entries<Record<string, { security: unknown[] }>>(paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([verb, { security }]) =>
        security.length === 0 && verb !== "options" ? [`${verb} ${path}`] : [],
      ),
    );
    expect(open).to.have.members(["get /health", "get /events/{id}/image"]);
  });

  it("opens every route where apiKeyRequired is false", async () => {
    const { paths } = documentOf(await opened());
    for (const item of Object.values<Record<string, { security: unknown[] }>>(paths)) {
      for (const operation of Object.values(item)) expect(operation.security).to.be.empty;
    }
  });

  it("names the stage's own address on AWS and the emulator's public one otherwise", async () => {
    const local = await limited();
    const restApiId = only(local, restApiType).id;
    expect(local.outputs.apiUrl).to.equal(`https://public.example.org/restapis/${restApiId}/dev/_user_request_`);
    const prod = await watched();
    expect(prod.outputs.apiUrl).to.equal(text(only(prod, "aws:apigateway/stage:Stage").outputs, "invokeUrl"));
  });

  it("exports the key and the curl that carries it as secrets", async () => {
    const graph = await graphOf("localstack");
    const names = [
      "apiUrl",
      "siteUrl",
      "instanceId",
      "dataBucket",
      "reportFunction",
      "archiveBucket",
      "backupFunction",
      "restoreFunction",
      "dashboardUrl",
    ];
    expect(Object.keys(graph.outputs)).to.have.members([...names, "apiKey", "curl"]);
    expect(graph.secretOutputs).to.have.members(["apiKey", "curl"]);
  });
});
