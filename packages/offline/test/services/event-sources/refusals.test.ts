import { expect } from "chai";
import { UserError } from "../../../src/errors";
import type { Properties } from "../../../src/graph/graph";
import { queueArn } from "../../support/queues";
import { allServices } from "../../support/open-services";

const mayRead = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/** A queue and a function whose role may do this, with a mapping between them. */
function resources(mapping: Properties, actions = mayRead, queue: Properties = {}) {
  const Statement = [{ Effect: "Allow", Action: actions, Resource: "*" }];
  return [
    { type: "aws:sqs/queue:Queue", name: "jobs", inputs: { name: "jobs", ...queue } },
    { type: "aws:iam/role:Role", name: "worker", inputs: { name: "worker" } },
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "worker",
      inputs: { role: "worker", policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
    },
    {
      type: "aws:lambda/function:Function",
      name: "worker",
      inputs: {
        ...{ name: "worker", role: "arn:aws:iam::000000000000:role/worker" },
        ...{ runtime: "nodejs22.x", handler: "index.handler", timeout: 10 },
      },
      files: { code: { "index.js": Buffer.from("exports.handler = async () => undefined") } },
    },
    {
      type: "aws:lambda/eventSourceMapping:EventSourceMapping",
      name: "jobs",
      inputs: { functionName: "worker", eventSourceArn: queueArn("jobs"), ...mapping },
    },
  ];
}

/** Why a program does not start; undefined if it does. */
async function refusalOf(...given: Parameters<typeof resources>): Promise<string | undefined> {
  try {
    await (await allServices(resources(...given))).close();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

describe("services/event-sources: what AWS would refuse of a queue's mapping stops the start", () => {
  const begin = "AWS would refuse the event source mapping jobs: ";

  it("not a mapping that AWS takes", async () => {
    expect(await refusalOf({})).to.equal(undefined);
    expect(await refusalOf({ batchSize: 10_000, maximumBatchingWindowInSeconds: 1 })).to.equal(undefined);
  });

  it("a queue whose messages come again while the function may still run", async () => {
    expect(await refusalOf({}, mayRead, { visibilityTimeoutSeconds: 9 })).to.equal(
      `${begin}Queue visibility timeout: 9 seconds is less than Function timeout: 10 seconds; give the queue visibilityTimeoutSeconds of at least 10`,
    );
  });

  it("a role that may not read the queue, by the actions that are missing", async () => {
    expect(await refusalOf({}, ["sqs:ReceiveMessage"])).to.equal(
      `${begin}the role worker of its function may not sqs:DeleteMessage, sqs:GetQueueAttributes on ${queueArn("jobs")}`,
    );
  });

  it("numbers beyond Lambda's limits, and batches of more than ten without a window", async () => {
    expect(await refusalOf({ batchSize: 10_001 })).to.equal(
      `${begin}batchSize 10001 is no whole number from 1 to 10000`,
    );
    expect(await refusalOf({ batchSize: 11 })).to.equal(
      `${begin}batchSize 11 needs maximumBatchingWindowInSeconds of at least 1`,
    );
    expect(await refusalOf({ scalingConfig: { maximumConcurrency: 1 } })).to.equal(
      `${begin}maximumConcurrency 1 is no whole number from 2 to 1000`,
    );
  });

  it("what belongs to streams, answers that nobody knows, and patterns that are none", async () => {
    expect(await refusalOf({ startingPosition: "LATEST" })).to.equal(
      `${begin}startingPosition does not go with a queue`,
    );
    expect(await refusalOf({ functionResponseTypes: ["All"] })).to.equal(
      `${begin}All is none of functionResponseTypes`,
    );
    const filters = [{ pattern: '{"body":"paid"}' }];
    expect(await refusalOf({ filterCriteria: { filters } })).to.equal(
      `${begin}the filter pattern {"body":"paid"}: "body" must be an object or an array`,
    );
  });
});
