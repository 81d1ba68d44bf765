import { expect } from "chai";
import { text } from "../../packages/offline/src/graph/graph";
import { allow, expectPolicies } from "../support/grants";
import { documentOf, graphOf, only } from "../../packages/offline/test/support/graph";

describe("infra/health", () => {
  it("grants health-get nothing but to read an item of the metrics, and its own logs", async () => {
    const graph = await graphOf("localstack");
    const metrics = text(only(graph, "aws:dynamodb/table:Table", "cityflow-metrics").outputs, "arn");
    expectPolicies(graph, "health-", { "health-get": [allow("dynamodb:GetItem", metrics)] });
  });

  it("documents the degraded answer as what it is, not as a problem", async () => {
    const { responses } = documentOf(await graphOf("localstack")).paths["/health"].get;
    expect(Object.keys(responses)).to.have.members(["200", "503"]);
    expect(responses["503"].content).to.deep.equal(responses["200"].content);
  });
});
