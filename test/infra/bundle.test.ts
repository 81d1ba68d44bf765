import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { bundle } from "../../infra/blocks/bundle";

/** A closure as Pulumi serializes one: it asks DynamoDB for an item, and tells what it got or of which kind the error is. */
const closure = `
const client_dynamodb_1 = require("@aws-sdk/client-dynamodb/dist-cjs/index.js");
exports.handler = async () => {
  const client = new client_dynamodb_1.DynamoDBClient({});
  try {
    const command = new client_dynamodb_1.GetItemCommand({ TableName: "t", Key: { id: { S: "1" } } });
    return { item: (await client.send(command)).Item };
  } catch (error) {
    const { name, message, $fault: fault, $metadata, Item: item } = error;
    const isNamed = error instanceof client_dynamodb_1.ConditionalCheckFailedException;
    const isOfService = error instanceof client_dynamodb_1.DynamoDBServiceException;
    return { name, message, fault, status: $metadata.httpStatusCode, item, isNamed, isOfService };
  } finally {
    client.destroy();
  }
};
`;

/** Has a thread tell what its handler answers. */
const runtime = `
const { parentPort } = require("node:worker_threads");
require("./index.js").handler().then((answer) => parentPort.postMessage(answer));
`;

/** What a service answers a request. */
interface Answer {
  status: number;
  body: Record<string, unknown>;
}

const item = { id: { S: "1" }, picture: { B: "AQI=" } };
const found: Answer = { status: 200, body: { Item: item } };
const failed = (name: string, status = 400): Answer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `${name} happened`, Item: item },
});

describe("infra/blocks/bundle", () => {
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "bundle-"));
    const { code, packages = "" } = await bundle(closure);
    writeFileSync(join(folder, "index.js"), code);
    writeFileSync(join(folder, "packages.js"), packages);
    writeFileSync(join(folder, "runtime.js"), runtime);
  });

  after(() => rmSync(folder, { recursive: true }));

  /** Runs the closure as Lambda would, with a service that answers so; the last answer stands for all that follow. */
  async function run(answers: [Answer, ...Answer[]]): Promise<{ told: unknown; asked: IncomingHttpHeaders[] }> {
    const asked: IncomingHttpHeaders[] = [];
    const service = createServer((request, response) => {
      const { status, body } = answers[asked.length] ?? answers.at(-1) ?? found;
      asked.push(request.headers);
      request.resume();
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
    });
    await once(service.listen(0, "127.0.0.1"), "listening");
    const { port } = service.address() as AddressInfo;
    const thread = new Worker(join(folder, "runtime.js"), {
      execArgv: ["--no-warnings"],
      env: {
        AWS_REGION: "eu-west-3",
        AWS_ACCESS_KEY_ID: "AKIAROLE",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "session",
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      },
    });
    try {
      const [told] = await once(thread, "message");
      return { told, asked };
    } finally {
      await thread.terminate();
      service.close();
    }
  }

  it("asks the endpoint of its environment, signed with the role's credentials for the region", async () => {
    const { told, asked } = await run([found]);
    expect(told).to.deep.equal({ item: { id: { S: "1" }, picture: { B: new Uint8Array([1, 2]) } } });
    expect(asked).to.have.length(1);
    expect(asked[0]?.authorization).to.match(/Credential=AKIAROLE\/\d{8}\/eu-west-3\/dynamodb\/aws4_request/);
    expect(asked[0]).to.include({ "x-amz-security-token": "session", "x-amz-target": "DynamoDB_20120810.GetItem" });
  });

  it("makes an error that the closure names an instance of its class, with its members", async () => {
    const { told } = await run([failed("ConditionalCheckFailedException")]);
    expect(told).to.deep.equal({
      name: "ConditionalCheckFailedException",
      message: "ConditionalCheckFailedException happened",
      fault: "client",
      status: 400,
      item: { id: { S: "1" }, picture: { B: new Uint8Array([1, 2]) } },
      isNamed: true,
      isOfService: true,
    });
  });

  it("gives any other error its name, its message and the service's class", async () => {
    const { told, asked } = await run([failed("ResourceNotFoundException")]);
    expect(told).to.deep.include({
      name: "ResourceNotFoundException",
      message: "ResourceNotFoundException happened",
      fault: "client",
      status: 400,
      isNamed: false,
      isOfService: true,
    });
    expect(asked).to.have.length(1);
  });

  for (const [what, answer] of [
    ["is throttled", failed("ProvisionedThroughputExceededException")],
    ["says of itself that it may be", failed("ReplicatedWriteConflictException")],
    ["is a fault of the service", failed("InternalServerError", 500)],
  ] as const)
    it(`asks again where a request ${what}`, async () => {
      const { told, asked } = await run([answer, found]);
      expect(told).to.have.property("item");
      expect(told).to.not.have.property("name");
      expect(asked).to.have.length(2);
    });
});
