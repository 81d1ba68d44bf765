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

const refusalOf = (...given: Parameters<typeof resources>) => refusalIn(resources(...given));

/** Why a program does not start; undefined if it does. */
async function refusalIn(declared: Parameters<typeof allServices>[0]): Promise<string | undefined> {
  try {
    await (await allServices(declared)).close();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

describe("services/event-sources: what AWS would refuse of a stream's mapping stops the start", () => {
  const streamArn = "arn:aws:dynamodb:eu-west-1:000000000000:table/notes/stream/2015-01-01T00:00:00.000";
  const begin = "AWS would refuse the event source mapping jobs: ";
  const mayReadStream = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];

  const refusalOfStream = (mapping: Properties, actions = [...mayReadStream, "dynamodb:ListStreams"], table = {}) =>
    refusalIn([
      {
        type: "aws:dynamodb/table:Table",
        name: "notes",
        inputs: {
          ...{ name: "notes", hashKey: "id", attributes: [{ name: "id", type: "S" }] },
          ...{ billingMode: "PAY_PER_REQUEST", streamEnabled: true, streamViewType: "KEYS_ONLY", ...table },
        },
      },
      ...resources({ eventSourceArn: streamArn, startingPosition: "LATEST", ...mapping }, actions),
    ]);

  it("not a mapping that AWS takes", async () => {
    expect(await refusalOfStream({})).to.equal(undefined);
    const most = {
      maximumRecordAgeInSeconds: 60,
      maximumRetryAttempts: 0,
      parallelizationFactor: 10,
      batchSize: 10_000,
    };
    expect(await refusalOfStream(most)).to.equal(undefined);
  });

  it("a stream without a view of the items", async () => {
    expect(await refusalOfStream({}, undefined, { streamViewType: undefined })).to.equal(
      "AWS would refuse the stream of table notes: its streamViewType must be one of KEYS_ONLY, NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES",
    );
  });

  it("a role that may not read the stream, by the actions that are missing", async () => {
    expect(await refusalOfStream({}, mayReadStream)).to.equal(
      `${begin}the role worker of its function may not dynamodb:ListStreams on ${streamArn}`,
    );
  });

  it("a mapping that does not say where it begins, and numbers beyond Lambda's limits", async () => {
    expect(await refusalOfStream({ startingPosition: undefined })).to.equal(
      `${begin}its startingPosition undefined is neither LATEST nor TRIM_HORIZON`,
    );
    expect(await refusalOfStream({ maximumRecordAgeInSeconds: 59 })).to.equal(
      `${begin}maximumRecordAgeInSeconds 59 is less than 60`,
    );
    expect(await refusalOfStream({ parallelizationFactor: 11 })).to.equal(
      `${begin}parallelizationFactor 11 is no whole number from 1 to 10`,
    );
  });
});

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

  it("a second mapping of a queue to the same function", async () => {
    const all = resources({});
    const second = all.slice(-1).map((mapping) => ({ ...mapping, name: "again" }));
    expect(await refusalIn([...all, ...second])).to.equal(
      `AWS would refuse the event source mapping again: jobs is one of ${queueArn("jobs")} to the same function`,
    );
  });
});
