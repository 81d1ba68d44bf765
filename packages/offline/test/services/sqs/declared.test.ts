import { expect } from "chai";
import { UserError } from "../../../src/errors";
import { queuesOf } from "../../../src/services/sqs/declared";
import { placeholders } from "../../../src/graph/placeholders";
import { graphWith } from "../../support/graph";
import { queueArn } from "../../support/queues";

const redrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn("letters"), maxReceiveCount: 2 });

describe("SQS: what a program declares", () => {
  const queue = (name: string, inputs: object) => ({ type: "aws:sqs/queue:Queue", name, inputs: { name, ...inputs } });

  it("takes redrive and resource policies of the queue or of resources of their own", () => {
    const url = `${placeholders.functionsEndpoint}/000000000000/jobs`;
    const own = { type: "aws:sqs/redrivePolicy:RedrivePolicy", inputs: { queueUrl: url, redrivePolicy } };
    const policy = { type: "aws:sqs/queuePolicy:QueuePolicy", inputs: { queueUrl: url, policy: '{"a":1}' } };
    const [jobs, letters] = queuesOf(graphWith([queue("jobs", {}), queue("letters", {}), own, policy]));
    expect(jobs).to.deep.include({
      redrivePolicy: { deadLetterTargetArn: queueArn("letters"), maxReceiveCount: 2 },
      policy: '{"a":1}',
    });
    expect(letters).to.include({ redrivePolicy: undefined, policy: undefined });
  });

  const refused: [what: string, policy: string, message: RegExp][] = [
    [
      "to a queue that is not there",
      JSON.stringify({ deadLetterTargetArn: queueArn("x"), maxReceiveCount: 1 }),
      /:x is none of the program's queues/,
    ],
    [
      "to a FIFO queue",
      JSON.stringify({ deadLetterTargetArn: queueArn("o.fifo"), maxReceiveCount: 1 }),
      /must be one too/,
    ],
    [
      "after no receipts",
      JSON.stringify({ deadLetterTargetArn: queueArn("jobs"), maxReceiveCount: 0 }),
      /maxReceiveCount 0/,
    ],
    ["that is not JSON", "{", /is no JSON object/],
  ];
  for (const [what, policy, message] of refused) {
    it(`refuses a redrive policy ${what}, and names the queue`, () => {
      const graph = graphWith([queue("jobs", { redrivePolicy: policy }), queue("o.fifo", { fifoQueue: true })]);
      expect(() => queuesOf(graph)).to.throw(UserError, /AWS would refuse the redrive policy of queue jobs/);
      expect(() => queuesOf(graph)).to.throw(message);
    });
  }
});
