import { expect } from "chai";
import { type Graph, ofType, text } from "../../packages/offline/src/graph/graph";
import { graphOf, only, statementsOf } from "../../packages/offline/test/support/graph";
import { allow, deadLettersOf, expectPolicies } from "../support/grants";
import { watched } from "../support/graphs";
import { alarmsOf, alarmType, eachStack, metricsOf, widgetsOf } from "../support/monitoring";

const topicType = "aws:sns/topic:Topic";
const functionType = "aws:lambda/function:Function";

/** An alarm by what follows the component's name. */
const alarmOf = (graph: Graph, name: string) => only(graph, alarmType, `monitoring-${name}`).inputs;

describe("infra/monitoring: alarms", () => {
  it("tell the one topic when they come on and when they are over", async () => {
    for (const [stack, graph] of await eachStack()) {
      const topic = only(graph, topicType).outputs.arn;
      for (const { name, inputs } of alarmsOf(graph)) {
        expect(inputs, `${name} on ${stack}`).to.deep.include({ alarmActions: [topic], okActions: [topic] });
        expect(inputs.alarmDescription, name).to.contain("docs/operate.md");
      }
    }
  });

  it("watch the API, functions, dead letters, tables, backups and the canary, by these metrics and no others", async () => {
    expect(alarmsOf(await graphOf("prod")).flatMap(metricsOf)).to.have.members([
      "AWS/ApiGateway 5XXError",
      "AWS/ApiGateway Count",
      "AWS/ApiGateway Latency",
      "AWS/Lambda Throttles",
      "AWS/Lambda Errors",
      "AWS/SQS ApproximateNumberOfMessagesVisible",
      "atelier/prod TableThrottles",
      "atelier/prod BackupCompleted",
      "atelier/prod Healthy",
    ]);
  });

  it("come on for more than 5 % of 5xx among at least 20 requests in five minutes", async () => {
    const graph = await graphOf("prod");
    const { threshold, comparisonOperator, metricQueries } = alarmOf(graph, "errors");
    expect([threshold, comparisonOperator]).to.deep.equal([5, "GreaterThanThreshold"]);
    const gateway = (metricName: string) => ({
      metric: {
        namespace: "AWS/ApiGateway",
        metricName,
        dimensions: { ApiName: "atelier-prod", Stage: "prod" },
        stat: "Sum",
        period: 300,
      },
    });
    expect(metricQueries).to.deep.equal([
      {
        id: "rate",
        expression: "IF(FILL(requests, 1) >= 20, 100 * FILL(errors, 0) / FILL(requests, 1), 0)",
        label: "Answers of 5xx in per cent",
        returnData: true,
      },
      { id: "errors", ...gateway("5XXError") },
      { id: "requests", ...gateway("Count") },
    ]);
  });

  it("let a 95th percentile of few requests say nothing", async () => {
    expect(alarmOf(await graphOf("prod"), "latency")).to.include({
      extendedStatistic: "p95",
      evaluateLowSampleCountPercentiles: "ignore",
      threshold: 10_000,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
  });

  it("take silence for good news, but for the canary's and the backups'", async () => {
    const alarms = alarmsOf(await graphOf("prod"));
    const alarming = alarms.filter(({ inputs }) => inputs.treatMissingData === "breaching");
    expect(alarming.map(({ name }) => name)).to.have.members(["monitoring-canary", "monitoring-backups"]);
    for (const { name, inputs } of alarms) expect(inputs.treatMissingData, name).to.match(/^(notB|b)reaching$/);
  });

  it("come on where no backup was completed for 26 hours", async () => {
    expect(alarmOf(await graphOf("prod"), "backups")).to.include({
      statistic: "Sum",
      period: 3600,
      evaluationPeriods: 26,
      datapointsToAlarm: 26,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
    });
  });

  it("come on at the first failure of the canary, within ten minutes of an outage", async () => {
    expect(alarmOf(await graphOf("prod"), "canary")).to.include({
      statistic: "Minimum",
      period: 300,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
    });
  });

  it("have their thresholds from the configuration", async () => {
    const graph = await watched();
    expect(alarmOf(graph, "errors").threshold).to.equal(10);
    expect(JSON.stringify(alarmOf(graph, "errors").metricQueries)).to.contain("IF(FILL(requests, 1) >= 50,");
    expect(alarmOf(graph, "latency").threshold).to.equal(3000);
    expect(alarmOf(graph, "throttles").threshold).to.equal(1);
    expect(alarmOf(graph, "function-errors").threshold).to.equal(2);
    expect(alarmOf(graph, "table-throttles").threshold).to.equal(3);
    expect(alarmOf(graph, "dead-letters").threshold).to.equal(4);
    expect(alarmOf(graph, "canary").period).to.equal(60);
  });

  it("count functions of the whole account, and what is not there as 0", async () => {
    const graph = await graphOf("prod");
    for (const [name, namespace, metricName] of [
      ["throttles", "AWS/Lambda", "Throttles"],
      ["function-errors", "AWS/Lambda", "Errors"],
      ["table-throttles", "atelier/prod", "TableThrottles"],
    ] as const) {
      expect(alarmOf(graph, name).metricQueries, name).to.deep.equal([
        { id: "sum", expression: "FILL(figure, 0)", label: metricName, returnData: true },
        { id: "figure", metric: { namespace, metricName, stat: "Sum", period: 300 } },
      ]);
    }
  });

  it("watch the program's one queue", async () => {
    const graph = await graphOf("prod");
    const { name: QueueName } = only(graph, "aws:sqs/queue:Queue").outputs;
    expect(alarmOf(graph, "dead-letters").dimensions).to.deep.equal({ QueueName });
  });
});

describe("infra/monitoring: the topic", () => {
  it("takes what this account's alarms publish, over TLS, and has no key that would keep them out (SNS.1 is waived)", async () => {
    const graph = await graphOf("prod");
    const topic = only(graph, topicType);
    const { arn, policy } = only(graph, "aws:sns/topicPolicy:TopicPolicy").inputs;
    expect(topic.inputs).to.not.have.property("kmsMasterKeyId");
    expect(arn).to.equal(topic.outputs.arn);
    expect(statementsOf(String(policy))).to.deep.equal([
      allow("sns:Publish", text(topic.outputs, "arn"), {
        Condition: {
          StringEquals: { "aws:SourceAccount": graph.account },
          ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:eu-west-3:${graph.account}:alarm:*` },
        },
      }),
      {
        Effect: "Deny",
        Action: ["sns:Publish"],
        Resource: [topic.outputs.arn],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    expect(String(policy)).to.contain('"Principal":{"Service":"cloudwatch.amazonaws.com"}');
  });

  it("writes to a person where the stack names one", async () => {
    const type = "aws:sns/topicSubscription:TopicSubscription";
    expect(ofType(await graphOf("prod"), type)).to.be.empty;
    const graph = await watched();
    expect(only(graph, type).inputs).to.deep.equal({
      topic: only(graph, topicType).outputs.arn,
      protocol: "email",
      endpoint: "me@example.org",
    });
  });
});

describe("infra/monitoring: the canary", () => {
  it("asks the stage for its health every five minutes", async () => {
    const graph = await graphOf("prod");
    const rule = only(graph, "aws:cloudwatch/eventRule:EventRule", "monitoring-canary");
    expect(rule.inputs).to.include({ scheduleExpression: "rate(5 minutes)" });
    const { inputs } = only(graph, functionType, "monitoring-canary");
    expect(inputs.environment).to.deep.equal({
      variables: {
        HEALTH_URL: `${String(graph.outputs.apiUrl)}/health`,
        METRIC_NAMESPACE: "atelier/prod",
        NODE_OPTIONS: "--enable-source-maps",
      },
    });
    const every = only(await watched(), "aws:cloudwatch/eventRule:EventRule", "monitoring-canary");
    expect(every.inputs.scheduleExpression).to.equal("rate(1 minute)");
  });

  it("may nothing but log, and leave an event that it failed", async () => {
    const graph = await graphOf("prod");
    expectPolicies(graph, "monitoring-", { "monitoring-canary": [allow("sqs:SendMessage", deadLettersOf(graph))] });
  });

  it("is no route, and is not there at zero minutes, nor are its alarm and its graphs", async () => {
    const graph = await graphOf("localstack");
    expect(graph.resources.filter(({ name }) => name.startsWith("monitoring-canary"))).to.be.empty;
    expect(JSON.stringify(widgetsOf(graph))).to.not.contain("Healthy");
    const { body } = only(await graphOf("prod"), "aws:apigateway/restApi:RestApi").inputs;
    expect(body).to.not.contain("canary");
  });

  it("has company from outside of AWS's region where the stack pays for it", async () => {
    const type = "aws:route53/healthCheck:HealthCheck";
    expect(ofType(await graphOf("prod"), type)).to.be.empty;
    const graph = await watched();
    const { hostname, pathname } = new URL(`${String(graph.outputs.apiUrl)}/health`);
    expect(only(graph, type).inputs).to.deep.include({ type: "HTTPS", fqdn: hostname, resourcePath: pathname });
  });
});

describe("infra/monitoring: the dashboard", () => {
  it("shows the states of all alarms", async () => {
    const graph = await graphOf("prod");
    const [states] = widgetsOf(graph).filter(({ type }) => type === "alarm");
    expect(states?.properties.alarms).to.have.members(alarmsOf(graph).map(({ outputs }) => outputs.arn));
  });

  it("shows each table's consumed units beside those that it has", async () => {
    const graph = await graphOf("prod");
    for (const { outputs } of ofType(graph, "aws:dynamodb/table:Table")) {
      const widget = widgetsOf(graph).find(({ properties }) => properties.title === `Table ${String(outputs.name)}`);
      expect(widget?.properties.annotations?.horizontal).to.deep.equal([
        { label: "provisioned", value: outputs.readCapacity },
      ]);
    }
  });

  it("shows the errors of each function that events invoke", async () => {
    const graph = await graphOf("prod");
    const widget = widgetsOf(graph).find(({ properties }) => properties.title.startsWith("Errors of functions"));
    const triggered = ofType(graph, functionType).filter(({ inputs }) => inputs.deadLetterConfig);
    expect(widget?.properties.metrics?.map((metric) => metric[3])).to.have.members(triggered.map(({ id }) => id));
  });

  it("asks for no metric by a search, which an alarm could not and a dashboard pays for", async () => {
    expect(JSON.stringify(widgetsOf(await graphOf("prod")))).to.not.match(/SEARCH|INSIGHT/i);
  });

  it("has an address in AWS's console, and none on an emulator", async () => {
    expect((await graphOf("prod")).outputs.dashboardUrl).to.equal(
      "https://eu-west-3.console.aws.amazon.com/cloudwatch/home?region=eu-west-3#dashboards/dashboard/atelier-prod",
    );
    expect((await graphOf("localstack")).outputs.dashboardUrl).to.equal("");
  });
});
