import { expect } from "chai";
import { type Graph, object, ofType, text } from "../../packages/offline/src/graph/graph";
import { graphOf, only, policiesOf, statementsOf } from "../../packages/offline/test/support/graph";
import { watched } from "../support/graphs";

const stageType = "aws:apigateway/stage:Stage";
const accountType = "aws:apigateway/account:Account";

const settingsOf = (graph: Graph) => object(only(graph, stageType).inputs, "accessLogSettings");

describe("infra/api: access logs", () => {
  it("are one line of JSON for each request, in a group that forgets", async () => {
    const graph = await graphOf("localstack");
    const group = only(graph, "aws:cloudwatch/logGroup:LogGroup", "api-access");
    const { destinationArn, format } = settingsOf(graph);
    expect(group.inputs).to.deep.equal({ retentionInDays: 14 });
    expect(destinationArn).to.equal(group.outputs.arn);
    expect(format).to.not.contain("\n");
    expect(Object.keys(JSON.parse(String(format)))).to.have.members([
      "requestId",
      "time",
      "sourceIp",
      "apiKeyId",
      "method",
      "path",
      "route",
      "status",
      "latency",
      "integrationLatency",
      "responseLength",
      "error",
    ]);
  });

  it("name the key by its id and never hold it", async () => {
    const { format } = settingsOf(await graphOf("localstack"));
    expect(format).to.contain("$context.identity.apiKeyId");
    expect(format).to.not.match(/apiKey"|x-api-key/);
  });

  it("are asked for on AWS, where a fresh account refuses them", async () => {
    const graph = await graphOf("prod");
    expect(only(graph, stageType).inputs).to.not.have.property("accessLogSettings");
    expect(ofType(graph, accountType)).to.be.empty;
    expect(settingsOf(await watched())).to.have.property("destinationArn");
  });

  it("are written by a role for API Gateway alone, which stays when the stack goes", async () => {
    const graph = await watched();
    const role = only(graph, "aws:iam/role:Role", "api-logs");
    expect(statementsOf(text(role.inputs, "assumeRolePolicy"))).to.have.length(1);
    expect(text(role.inputs, "assumeRolePolicy")).to.contain('"Service":"apigateway.amazonaws.com"');
    expect(only(graph, accountType).inputs).to.deep.equal({ cloudwatchRoleArn: role.outputs.arn });
    const [statement] = policiesOf(graph).find(({ name }) => name === "api-logs")?.statements ?? [];
    for (const action of statement?.Action ?? []) expect(action).to.match(/^logs:[A-Za-z]+$/);
  });
});

describe("infra: traces", () => {
  it("are of the stage and of every function, which may send them, where the stack asks for it", async () => {
    const graph = await watched();
    expect(only(graph, stageType).inputs).to.include({ xrayTracingEnabled: true });
    for (const { name, inputs } of ofType(graph, "aws:lambda/function:Function")) {
      expect(inputs.tracingConfig, name).to.deep.equal({ mode: "Active" });
      expect(policiesOf(graph).find((policy) => policy.name === name)?.statements, name).to.deep.include({
        Effect: "Allow",
        Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        Resource: ["*"],
      });
    }
  });

  it("are not there otherwise", async () => {
    const graph = await graphOf("prod");
    expect(JSON.stringify(policiesOf(graph))).to.not.contain("xray:");
  });
});
