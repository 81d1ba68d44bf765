import { expect } from "chai";
import { text } from "../../packages/offline/src/graph/graph";
import { graphOf, only, statementsOf } from "../../packages/offline/test/support/graph";

describe("infra/queue: the dead-letter queue", () => {
  it("is one for all functions: an alarm pays for each queue that it watches", async () => {
    for (const stack of ["localstack", "prod"])
      expect(only(await graphOf(stack), "aws:sqs/queue:Queue").name).to.equal("dead-letters");
  });

  it("is encrypted and keeps its messages for 14 days (SQS.1, CKV_AWS_27, AwsSolutions-SQS2)", async () => {
    const { inputs } = only(await graphOf("prod"), "aws:sqs/queue:Queue");
    expect(inputs).to.deep.equal({ sqsManagedSseEnabled: true, messageRetentionSeconds: 1_209_600 });
  });

  it("refuses what does not come over TLS, and opens itself to nobody (AwsSolutions-SQS4, CKV_AWS_168)", async () => {
    const graph = await graphOf("prod");
    const { policy } = only(graph, "aws:sqs/queuePolicy:QueuePolicy").inputs;
    expect(statementsOf(String(policy))).to.deep.equal([
      {
        Effect: "Deny",
        Action: ["sqs:*"],
        Resource: [text(only(graph, "aws:sqs/queue:Queue").outputs, "arn")],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });
});
