import { expect } from "chai";
import { ofType, text } from "../../packages/offline/src/graph/graph";
import { graphOf, only, statementsOf } from "../../packages/offline/test/support/graph";

describe("infra/queue: every dead-letter queue", () => {
  it("is encrypted and keeps its messages for 14 days (SQS.1, CKV_AWS_27, AwsSolutions-SQS2)", async () => {
    const queues = ofType(await graphOf("prod"), "aws:sqs/queue:Queue");
    expect(queues).to.not.be.empty;
    for (const { name, inputs } of queues) {
      expect(inputs, name).to.deep.equal({ sqsManagedSseEnabled: true, messageRetentionSeconds: 1_209_600 });
    }
  });

  it("refuses what does not come over TLS, and opens itself to nobody (AwsSolutions-SQS4, CKV_AWS_168)", async () => {
    const graph = await graphOf("prod");
    for (const { name, outputs } of ofType(graph, "aws:sqs/queue:Queue")) {
      const { policy } = only(graph, "aws:sqs/queuePolicy:QueuePolicy", name).inputs;
      expect(statementsOf(String(policy)), name).to.deep.equal([
        {
          Effect: "Deny",
          Action: ["sqs:*"],
          Resource: [text(outputs, "arn")],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]);
    }
  });
});
