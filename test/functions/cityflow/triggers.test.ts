import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { daysBefore } from "../../../functions/kit/dates";
import { administrator, CityHost, uniqueType, valuesOf } from "../../support/city";
import { type Graph, text } from "../../../packages/offline/src/graph/graph";
import { only } from "../../../packages/offline/test/support/graph";
import { eventually } from "../../../packages/offline/test/support/poll";

/** What the queues and the schedule of the program do, where a host embeds them. */
describe("city analytics: triggers", () => {
  let city: CityHost;
  let sqs: SQSClient;

  before(async () => {
    city = await CityHost.start();
    sqs = new SQSClient(administrator(city.api));
  });

  after(async () => {
    sqs.destroy();
    await city.close();
  });

  const queueUrl = (graph: Graph): string => text(only(graph, "aws:sqs/queue:Queue").outputs, "url");

  it("keep a file that cannot be taken under rejected/, and its event in the dead-letter queue", async () => {
    const type = uniqueType();
    const key = `measurements/${type}/2025-11-03.csv`;
    await city.put(key, "wrong,columns\n1,2\n");
    await city.untilText(key.replace("measurements", "rejected"), "wrong,columns\n1,2\n");
    const QueueUrl = queueUrl(city.graph);
    const letter = await eventually("the event in the queue", async () => {
      const input = { QueueUrl, WaitTimeSeconds: 1, MessageAttributeNames: ["All"] };
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(input));
      return message;
    });
    expect(JSON.parse(letter.Body ?? "").Records[0].s3.object.key).to.equal(key);
    expect(letter.MessageAttributes?.ErrorMessage?.StringValue).to.contain(`${key} cannot be taken`);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: letter.ReceiptHandle }));
    expect((await city.metric(type, "2025-11-03")).status).to.equal(404);
  });

  it("write the reports of the last days when the schedule fires", async () => {
    const yesterday = daysBefore(new Date().toISOString().slice(0, 10), 1);
    const type = uniqueType();
    await city.drop(type, yesterday, valuesOf(yesterday, 1, 2, 3));
    await city.untilCount(type, yesterday, 3);
    await city.fire("cityflow-report");
    const { status, body } = await city.api.call("GET", `/report/${yesterday}`);
    expect(status).to.equal(200);
    expect(Object(body).types.map((one: { type: string }) => one.type)).to.include(type);
  });
});
