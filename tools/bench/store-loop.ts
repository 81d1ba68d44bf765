/**
 * The document client on the program's tables, in one process without HTTP, gateway, function, signature and policies;
 * see events.ts. It keeps them in the folder that its parameter names. It is told what to do by messages, and answers each
 * by the rate.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { HttpResponse } from "@smithy/core/protocols";
import type { HttpRequest } from "@smithy/core/protocols";
import { ofType, text } from "../../packages/offline/src/graph/graph";
import { readProject } from "../../packages/offline/src/program/project";
import { runProgram } from "../../packages/offline/src/program/run";
import { AwsError, type Call } from "../../packages/offline/src/protocol/service";
import { tablesOf } from "../../packages/offline/src/services/dynamodb/declared";
import { type DynamoDb, openDynamoDb } from "../../packages/offline/src/services/dynamodb/service";
import { isTask, type Task } from "./store";

const callerArn = "arn:aws:iam::000000000000:root";

/** A client whose requests the store serves, as its endpoint would once it knew who asks. */
function clientOf({ aws }: DynamoDb): DynamoDBDocumentClient {
  const handle = async ({ method, path, headers, body }: HttpRequest): Promise<{ response: HttpResponse }> => {
    const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const request = { method, path, query: "", headers: Object.fromEntries(lowered), body: [bytes] };
    const requestId = randomUUID();
    const call: Call = { request, requestId, callerArn, may: () => true, authorize: () => undefined };
    const answer = await aws.handle(call).catch((error: unknown) => {
      if (error instanceof AwsError) return aws.fail(error, requestId, request);
      throw error;
    });
    const response = { statusCode: answer.status, headers: answer.headers, body: Buffer.from(String(answer.body)) };
    return { response: new HttpResponse(response) };
  };
  const client = new DynamoDBClient({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    signer: { sign: async (request) => request },
    requestHandler: { handle },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Calls a second, as many at a time as the load has connections. */
async function rateOf(call: () => Promise<unknown>, { seconds, connections }: Task): Promise<number> {
  const began = performance.now();
  const end = began + seconds * 1000;
  let calls = 0;
  const repeat = async (): Promise<void> => {
    for (; performance.now() < end; calls++) await call();
  };
  await Promise.all(Array.from({ length: connections }, repeat));
  return (calls / (performance.now() - began)) * 1000;
}

async function main(): Promise<void> {
  const { graph } = await runProgram(readProject(process.cwd(), "localstack", {}));
  const directory = join(process.argv[2] ?? "", "dynamodb");
  const documents = clientOf(await openDynamoDb({ directory, location: graph, tables: tablesOf(graph) }));
  const events = ofType(graph, "aws:dynamodb/table:Table").find(({ name }) => name === "events");
  if (!events) throw new Error("the program has no table of events");
  const TableName = text(events.outputs, "name");
  const item = (id: string) => ({
    ...{ title: "Bench", date: "2026-03-15T09:00:00Z", id, sequence: "events", byDate: `2026-03-15T09:00:00Z#${id}` },
    ...{ version: Date.now(), createdAt: new Date().toISOString(), updatedAt: new Date().toISOString() },
  });
  const write = (id: string) =>
    new PutCommand({
      TableName,
      Item: item(id),
      ConditionExpression: "attribute_not_exists(id)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  await documents.send(write("one"));
  const calls: Record<Task["calls"], () => Promise<unknown>> = {
    reads: () => documents.send(new GetCommand({ TableName, Key: { id: "one" }, ConsistentRead: true })),
    writes: () => documents.send(write(randomUUID())),
  };
  process.on("message", (task) => {
    if (!isTask(task)) throw new TypeError("the bench asks for what nobody can do");
    // What fails ends the process, and the bench with it.
    void rateOf(calls[task.calls], task).then((rate) => process.send?.({ rate }));
  });
  process.send?.({ rate: 0 });
}

void main();
