import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { portOf } from "../../../packages/offline/src/host/addresses";
import { textOf } from "../../json";
import { startHost } from "../host";
import { startServer } from "../process";

/** A host that serves the two functions. */
export interface Peer {
  /** Where its routes begin. */
  apiUrl: string;
  /** Resident memory of all that serves them, with the store. */
  residentMegabytes(): number;
  stop(): Promise<void>;
}

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

const region = "us-east-1";

/** Has a store hold the item that is read; makes the table where no program declares it. */
async function fill(endpoint: string, isDeclared: boolean): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  if (!isDeclared)
    await client.send(
      new CreateTableCommand({
        TableName: "items",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  const Item = { id: { S: "one" }, title: { S: "Bench" }, date: { S: "2026-03-15T09:00:00Z" } };
  await client.send(new PutItemCommand({ TableName: "items", Item }));
  client.destroy();
}

/** The offline host, with signatures, policies, logs and its own store. */
export async function startOurs(handlers: string): Promise<Peer> {
  const program = ["--program", join(__dirname, "program"), "--stack", "dev", "--config", `peers:handlers=${handlers}`];
  const host = await startHost([...program, "--ephemeral", "--no-watch"]);
  await fill(host.url, true);
  return { ...host, apiUrl: host.url + textOf(host.outputs, "apiUrl") };
}

const dynalite = `
const server = require("dynalite")({ createTableMs: 0 });
server.listen(0, "127.0.0.1", () => console.log("dynalite is ready at http://127.0.0.1:" + server.address().port));
`;

/**
 * Serverless-offline as it is by default, which runs functions in worker threads, and dynalite in a process beside it.
 *
 * @param folder where both are installed, and the handlers are
 */
export async function startTheirs(folder: string): Promise<Peer> {
  const store = await startServer({ name: "dynalite", parameters: ["-e", dynalite], folder, ready: /ready at (\S+)/ });
  try {
    await fill(store.said, false);
    const [httpPort, lambdaPort] = [await freePort(), await freePort()];
    const route = (path: string) => [{ http: { method: "get", path } }];
    const service = {
      service: "peers",
      provider: {
        name: "aws",
        runtime: "nodejs22.x",
        memorySize: 1024,
        environment: {
          AWS_ENDPOINT_URL: store.said,
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        },
      },
      plugins: ["serverless-offline"],
      custom: { "serverless-offline": { host: "127.0.0.1", httpPort, lambdaPort, noPrependStageInUrl: true } },
      functions: {
        trivial: { handler: "handlers.trivial", events: route("/trivial") },
        read: { handler: "handlers.read", events: route("/read/{id}") },
      },
    };
    // YAML holds JSON.
    writeFileSync(join(folder, "serverless.yml"), JSON.stringify(service));
    const host = await startServer({
      name: "serverless-offline",
      parameters: ["node_modules/serverless/bin/serverless.js", "offline", "start"],
      folder,
      environment: { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
      ready: /Server ready: (\S+)/,
    });
    return {
      apiUrl: host.said,
      residentMegabytes: () => host.residentMegabytes() + store.residentMegabytes(),
      stop: async () => {
        await host.stop();
        await store.stop();
      },
    };
  } catch (error) {
    await store.stop();
    throw error;
  }
}

/** A port that nobody listens on now: serverless-offline takes none of the system's choice. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}
