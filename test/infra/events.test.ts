import { expect } from "chai";
import { type Graph, object, objects, ofType, text } from "../../packages/offline/src/graph/graph";
import { allow, expectPolicies, deadLettersOf } from "../support/grants";
import { limited, opened, watched } from "../support/graphs";
import { documentOf, graphOf, only, type Statement } from "../../packages/offline/test/support/graph";

const tableType = "aws:dynamodb/table:Table";
const bucketName = "events-images";

describe("infra/events: the table", () => {
  it("is encrypted, provisioned, keyed by id, with an index in the order of time", async () => {
    const { inputs } = only(await graphOf("localstack"), tableType, "events");
    expect(inputs).to.deep.include({
      billingMode: "PROVISIONED",
      hashKey: "id",
      readCapacity: 5,
      writeCapacity: 5,
      serverSideEncryption: { enabled: true },
      globalSecondaryIndexes: [
        {
          name: "byDate",
          hashKey: "sequence",
          rangeKey: "byDate",
          projectionType: "ALL",
          readCapacity: 5,
          writeCapacity: 5,
        },
      ],
    });
    expect(inputs).to.not.have.any.keys("ttl", "streamEnabled", "rangeKey");
  });

  it("is protected and can be restored on prod, and neither on localstack (DynamoDB.2, DynamoDB.6, CKV_AWS_28)", async () => {
    for (const [stack, expected] of [
      ["prod", true],
      ["localstack", false],
    ] as const) {
      for (const { inputs, name } of ofType(await graphOf(stack), tableType)) {
        expect(inputs.deletionProtectionEnabled, `${name} on ${stack}`).to.equal(expected);
        expect(inputs.pointInTimeRecovery, `${name} on ${stack}`).to.deep.equal({ enabled: expected });
      }
    }
  });

  it("stays with all the others within the free tier's 25 units", async () => {
    for (const stack of ["localstack", "prod"]) {
      const parts = ofType(await graphOf(stack), tableType).flatMap(({ inputs }) => [
        inputs,
        ...objects(inputs, "globalSecondaryIndexes"),
      ]);
      for (const units of ["readCapacity", "writeCapacity"]) {
        const sum = parts.reduce((total, part) => total + Number(part[units]), 0);
        expect(sum, `${units} on ${stack}`).to.be.within(1, 25);
      }
    }
  });
});

describe("infra/events: the bucket of images", () => {
  let graph: Graph;

  before(async () => {
    graph = await graphOf("prod");
  });

  it("takes browsers of the allowed origin only, with GET and PUT", async () => {
    const configured = await opened();
    const { inputs } = only(configured, "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", bucketName);
    const [rule, ...others] = objects(inputs, "corsRules");
    expect(rule).to.deep.include({ allowedOrigins: ["https://example.org"], allowedMethods: ["GET", "PUT"] });
    expect(others).to.be.empty;
  });

  it("tells the judge of every upload, which listens to this bucket of this account alone", () => {
    const judge = only(graph, "aws:lambda/function:Function", "events-judge-uploads");
    const bucket = only(graph, "aws:s3/bucket:Bucket", bucketName);
    const { lambdaFunctions } = only(
      graph,
      "aws:s3/bucketNotification:BucketNotification",
      "events-judge-uploads",
    ).inputs;
    expect(lambdaFunctions).to.deep.equal([
      { lambdaFunctionArn: judge.outputs.arn, events: ["s3:ObjectCreated:*"], filterPrefix: "events/" },
    ]);
    expect(only(graph, "aws:lambda/permission:Permission", "events-judge-uploads").inputs).to.deep.equal({
      action: "lambda:InvokeFunction",
      function: judge.outputs.name,
      principal: "s3.amazonaws.com",
      sourceArn: bucket.outputs.arn,
      sourceAccount: graph.account,
    });
  });
});

describe("infra/events: the functions", () => {
  it("may do exactly what their closures do, on exactly what they touch, besides their own logs", async () => {
    const graph = await graphOf("localstack");
    const table = text(only(graph, tableType, "events").outputs, "arn");
    const bucket = text(only(graph, "aws:s3/bucket:Bucket", bucketName).outputs, "arn");
    const images = `${bucket}/events/*`;
    const below = { Condition: { StringLike: { "s3:prefix": "events/*" } } };
    const expected: Record<string, Statement[]> = {
      "events-create": [allow("dynamodb:PutItem", table)],
      "events-list": [allow("dynamodb:Query", `${table}/index/byDate`)],
      "events-get": [allow("dynamodb:GetItem", table)],
      "events-put": [allow("dynamodb:UpdateItem", table)],
      "events-delete": [
        allow("dynamodb:DeleteItem", table),
        allow("s3:ListBucket", bucket, below),
        allow("s3:DeleteObject", images),
      ],
      "events-create-upload-url": [allow("dynamodb:GetItem", table), allow("s3:PutObject", images)],
      "events-get-upload-url": [allow("dynamodb:GetItem", table), allow("s3:PutObject", images)],
      "events-get-image": [allow("dynamodb:GetItem", table), allow("s3:GetObject", images)],
      "events-judge-uploads": [
        allow("dynamodb:UpdateItem", table),
        allow("s3:GetObject", images),
        allow("s3:DeleteObject", images),
        allow("s3:ListBucket", bucket),
        allow("sqs:SendMessage", deadLettersOf(graph)),
      ],
    };
    expectPolicies(graph, "events-", expected);
  });

  it("learn the emulator's public address from the stage, and on AWS there is none", async () => {
    const local = await limited();
    const variables = object(only(local, "aws:apigateway/stage:Stage").inputs, "variables");
    expect(variables).to.deep.equal({ publicEndpoint: "https://public.example.org" });
    const prod = await watched();
    expect(only(prod, "aws:apigateway/stage:Stage").inputs).to.not.have.property("variables");
  });
});

describe("infra/events: the document", () => {
  it("names every status that its routes answer", async () => {
    const { paths } = documentOf(await graphOf("localstack"));
    const statuses: Record<string, string[]> = {
      "post /events": ["201", "400", "415", "422", "503"],
      "get /events": ["200", "400", "503"],
      "get /events/{id}": ["200", "304", "404", "503"],
      "put /events/{id}": ["200", "400", "404", "412", "415", "503"],
      "delete /events/{id}": ["204", "400", "404", "412", "503"],
      "post /events/{id}/upload-url": ["200", "400", "404", "415", "503"],
      "get /events/{id}/upload-url": ["200", "400", "404", "503"],
      "get /events/{id}/image": ["302", "404", "503"],
    };
    for (const [route, expected] of Object.entries(statuses)) {
      const [verb = "", path = ""] = route.split(" ");
      expect(Object.keys(paths[path][verb].responses), route).to.have.members(expected);
    }
  });

  it("gives no body to answers that have none, and declares the path's variable on every method", async () => {
    const { paths } = documentOf(await graphOf("localstack"));
    expect(paths["/events/{id}"].delete.responses["204"]).to.not.have.property("content");
    expect(paths["/events/{id}"].get.responses["304"]).to.not.have.property("content");
    for (const operation of Object.values<{ parameters: { name: string; in: string }[] }>(paths["/events/{id}"])) {
      const inPath = operation.parameters.filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => name)).to.deep.equal(["id"]);
    }
  });
});
