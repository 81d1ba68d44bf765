import { expect } from "chai";
import { text } from "../../packages/offline/src/graph/graph";
import { graphOf, only, policiesOf } from "../../packages/offline/test/support/graph";

describe("infra/comments", () => {
  it("keeps comments in a table of the name that the world knows, with an index of each section in order of time", async () => {
    const { inputs } = only(await graphOf("prod"), "aws:dynamodb/table:Table", "comments");
    const units = { readCapacity: 3, writeCapacity: 3 };
    expect(inputs).to.deep.include({
      name: "CommentairesAlternance",
      billingMode: "PROVISIONED",
      hashKey: "id",
      ...units,
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: true,
      globalSecondaryIndexes: [
        { name: "bySection", hashKey: "sectionId", rangeKey: "timestamp", projectionType: "ALL", ...units },
      ],
    });
  });

  for (const [name, action, index] of [
    ["comments-create", "dynamodb:PutItem", ""],
    ["comments-list", "dynamodb:Query", "/index/bySection"],
  ] as const) {
    it(`grants ${name} nothing but ${action}, and its own logs`, async () => {
      const graph = await graphOf("localstack");
      const table = text(only(graph, "aws:dynamodb/table:Table", "comments").outputs, "arn");
      const statements = policiesOf(graph).find((policy) => policy.name === name)?.statements;
      expect(statements?.[0]).to.deep.equal({ Effect: "Allow", Action: [action], Resource: [table + index] });
      expect(statements?.flatMap(({ Action }) => Action)).to.deep.equal([
        action,
        "logs:CreateLogStream",
        "logs:PutLogEvents",
      ]);
    });
  }
});
