import { expect } from "chai";
import { systemClock } from "../../../packages/offline/src/clock";
import { Activity } from "../../../packages/offline/src/protocol/activity";
import { Metrics } from "../../../packages/offline/src/protocol/metrics";
import { uninterrupted } from "../../../packages/offline/src/running-time";
import { functionsOf } from "../../../packages/offline/src/services/lambda/function";
import { functionMetrics } from "../../../packages/offline/src/services/lambda/metrics";
import { Pool } from "../../../packages/offline/src/services/lambda/pool";
import { readProject } from "../../../packages/offline/src/program/project";
import { graphOf } from "../../../packages/offline/test/support/graph";

const stateElement = (state: string, reason: string) => `<instanceState><name>${state}</name></instanceState>
  <stateReason><code>${reason}</code><message>${reason}: no room</message></stateReason>`;

const described = (state: string, reason: string) =>
  `<DescribeInstancesResponse><reservationSet><item><instancesSet><item>${stateElement(state, reason)}
  <tagSet><item><key>atelier:stack</key><value>atelier/localstack</value></item></tagSet>
  </item></instancesSet></item></reservationSet></DescribeInstancesResponse>`;

const userInitiated = "Client.UserInitiatedShutdown";

/** What no emulator shows: EC2 runs out of capacity. The shipped function talks to a stand-in that answers line by line. */
describe("control: a start that EC2 gives up", () => {
  let pool: Pool;
  let answers: [status: number, body: string][];

  before(async () => {
    const serve = async () => {
      const [status, body] = answers.shift() ?? [500, ""];
      return { status, headers: { "content-type": "text/xml" }, body };
    };
    const environment = {
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_MAX_ATTEMPTS: "1",
    };
    const { packages, folder } = readProject(process.cwd(), "localstack", {});
    const functions = functionsOf(await graphOf("localstack"));
    pool = new Pool({
      functions,
      packages,
      folder,
      running: uninterrupted,
      maxEnvironments: 1,
      variablesOf: () => environment,
      activity: new Activity(),
      openLog: () => () => undefined,
      metricsOf: functionMetrics(new Metrics(systemClock)),
      serve,
    });
  });

  after(() => pool.close());

  async function start(): Promise<{ statusCode: number; headers: Record<string, string>; body: string }> {
    const lambda = functionsOf(await graphOf("localstack")).find(({ name }) => name.startsWith("control-infra"));
    if (!lambda) throw new Error("the program has no function control-infra");
    const requestContext = { requestId: "test", identity: {} };
    const event = { queryStringParameters: { action: "start" }, requestContext };
    return JSON.parse((await pool.invoke(lambda, JSON.stringify(event), 10_000, "call")).payload);
  }

  const begun = "<StartInstancesResponse/>";

  it("answers 502 with EC2's reason when the instance falls back to stopped", async () => {
    answers = [
      [200, described("stopped", userInitiated)],
      [200, begun],
      // A stale read right after the start is no failure.
      [200, described("stopped", userInitiated)],
      [200, described("pending", "pending")],
      [200, described("stopped", "Server.InsufficientInstanceCapacity")],
    ];
    const { statusCode, body } = await start();
    expect(statusCode).to.equal(502);
    expect(JSON.parse(body)).to.include({
      error: "Instance did not start",
      detail: "Server.InsufficientInstanceCapacity: no room",
    });
  });

  const failed = (code: string) =>
    `<Response><Errors><Error><Code>${code}</Code><Message>EC2 says ${code}</Message></Error></Errors></Response>`;

  it("answers 502 when EC2 refuses for want of capacity", async () => {
    answers = [
      [200, described("stopped", userInitiated)],
      [500, failed("InsufficientInstanceCapacity")],
    ];
    const { statusCode, body } = await start();
    expect([statusCode, JSON.parse(body).detail]).to.deep.equal([502, "EC2 says InsufficientInstanceCapacity"]);
  });

  it("answers 503 with Retry-After when EC2 throttles", async () => {
    answers = [[503, failed("RequestLimitExceeded")]];
    const { statusCode, headers } = await start();
    expect([statusCode, headers["retry-after"]]).to.deep.equal([503, "1"]);
  });

  it("answers 500 and nothing more when EC2 does what nobody expects", async () => {
    answers = [[400, failed("Bewilderment")]];
    const { statusCode, body } = await start();
    expect(statusCode).to.equal(500);
    expect(body).to.not.contain("Bewilderment");
    expect(JSON.parse(body)).to.include({ error: "Internal error", requestId: "test" });
  });
});
