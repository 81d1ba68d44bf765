import { expect } from "chai";
import { type Graph, objects, text } from "../../packages/offline/src/graph/graph";
import { allow, expectPolicies, deadLettersOf } from "../support/grants";
import { opened } from "../support/graphs";
import { documentOf, graphOf, only } from "../../packages/offline/test/support/graph";

describe("infra/cityflow", () => {
  let graph: Graph;

  before(async () => {
    graph = await graphOf("prod");
  });

  const arn = (type: string, name: string): string => text(only(graph, type, name).outputs, "arn");

  for (const [name, keys, units] of [
    ["cityflow-metrics", { hashKey: "date", rangeKey: "type" }, 4],
    ["cityflow-daily-reports", { hashKey: "date" }, 2],
  ] as const) {
    it(`keeps its data in the table ${name}, which the world knows by this name`, () => {
      const { inputs } = only(graph, "aws:dynamodb/table:Table", name);
      expect(inputs).to.deep.include({
        name,
        billingMode: "PROVISIONED",
        ...keys,
        readCapacity: units,
        writeCapacity: units,
        serverSideEncryption: { enabled: true },
        globalSecondaryIndexes: [],
      });
      if (name === "cityflow-daily-reports") expect(inputs).to.not.have.property("rangeKey");
    });
  }

  it("takes files from browsers of the allowed origin, and gives them none", async () => {
    const type = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration";
    const [rule, ...others] = objects(only(await opened(), type, "cityflow-data").inputs, "corsRules");
    expect(rule).to.deep.include({ allowedOrigins: ["https://example.org"], allowedMethods: ["PUT"] });
    expect(others).to.be.empty;
  });

  it("tells people which bucket takes files", () => {
    expect(graph.outputs.dataBucket).to.equal(only(graph, "aws:s3/bucket:Bucket", "cityflow-data").outputs.bucket);
  });

  it("tells the ingest of every file of measurements, which listens to this bucket of this account alone", () => {
    const ingest = only(graph, "aws:lambda/function:Function", "cityflow-ingest");
    const filter = { filterPrefix: "measurements/" };
    const notification = only(graph, "aws:s3/bucketNotification:BucketNotification", "cityflow-ingest");
    expect(notification.inputs.lambdaFunctions).to.deep.equal([
      { lambdaFunctionArn: ingest.outputs.arn, events: ["s3:ObjectCreated:*"], ...filter },
    ]);
    expect(only(graph, "aws:lambda/permission:Permission", "cityflow-ingest").inputs).to.deep.equal({
      action: "lambda:InvokeFunction",
      function: ingest.outputs.name,
      principal: "s3.amazonaws.com",
      sourceArn: arn("aws:s3/bucket:Bucket", "cityflow-data"),
      sourceAccount: graph.account,
    });
    expect(ingest.inputs).to.include({ timeout: 300, memorySize: 1024 });
  });

  it("runs the report job at 01:00 UTC every day, by this schedule alone", () => {
    const job = only(graph, "aws:lambda/function:Function", "cityflow-report");
    const rule = only(graph, "aws:cloudwatch/eventRule:EventRule", "cityflow-report");
    expect(rule.inputs).to.include({ scheduleExpression: "cron(0 1 * * ? *)" });
    expect(rule.inputs).to.not.have.any.keys("eventPattern", "state", "isEnabled");
    expect(only(graph, "aws:cloudwatch/eventTarget:EventTarget", "cityflow-report").inputs).to.deep.equal({
      rule: rule.outputs.name,
      arn: job.outputs.arn,
    });
    expect(only(graph, "aws:lambda/permission:Permission", "cityflow-report").inputs).to.deep.equal({
      action: "lambda:InvokeFunction",
      function: job.outputs.name,
      principal: "events.amazonaws.com",
      sourceArn: rule.outputs.arn,
    });
    expect(graph.outputs.reportFunction).to.equal(job.outputs.name);
  });

  it("lets functions do exactly what their closures do, on exactly what they touch, besides their own logs", () => {
    const metrics = arn("aws:dynamodb/table:Table", "cityflow-metrics");
    const reports = arn("aws:dynamodb/table:Table", "cityflow-daily-reports");
    const bucket = arn("aws:s3/bucket:Bucket", "cityflow-data");
    expectPolicies(graph, "cityflow-", {
      "cityflow-stats": [allow("dynamodb:GetItem", metrics)],
      "cityflow-metrics": [allow("dynamodb:Query", metrics)],
      "cityflow-metric": [allow("dynamodb:GetItem", metrics)],
      "cityflow-get-report": [allow("dynamodb:GetItem", reports)],
      "cityflow-create-upload-url": [allow("s3:PutObject", `${bucket}/measurements/*`)],
      "cityflow-get-status": [
        allow("dynamodb:GetItem", metrics),
        allow("s3:GetObject", `${bucket}/measurements/*`),
        allow("s3:GetObject", `${bucket}/rejected/*`),
        allow("s3:ListBucket", bucket),
      ],
      "cityflow-ingest": [
        allow(["dynamodb:GetItem", "dynamodb:Query"], metrics),
        allow("dynamodb:PutItem", metrics),
        allow("s3:GetObject", `${bucket}/measurements/*`),
        allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], `${bucket}/rejected/*`),
        allow("s3:ListBucket", bucket),
        allow("sqs:SendMessage", deadLettersOf(graph)),
      ],
      "cityflow-report": [
        allow("dynamodb:Query", metrics),
        allow(["dynamodb:GetItem", "dynamodb:PutItem"], reports),
        allow("sqs:SendMessage", deadLettersOf(graph)),
      ],
    });
  });

  it("documents every status that its routes answer, and names sibling variables alike", () => {
    const { paths } = documentOf(graph);
    for (const [path, variables, statuses, method = "get"] of [
      ["/measurements/{type}/{date}/upload-url", ["type", "date"], ["200", "400", "415"], "post"],
      ["/measurements/{type}/{date}/status", ["type", "date"], ["200", "400", "404", "503"]],
      ["/stats", [], ["200", "503"]],
      ["/metrics/{key}", ["key"], ["200", "400", "404", "503"]],
      ["/metrics/{key}/{date}", ["key", "date"], ["200", "400", "404", "503"]],
      ["/report/{date}", ["date"], ["200", "400", "404", "503"]],
    ] as const) {
      const { responses, parameters } = paths[path][method];
      expect(Object.keys(responses), path).to.have.members(statuses);
      expect(parameters.map(({ name }: { name: string }) => name)).to.deep.equal(variables);
    }
  });
});
