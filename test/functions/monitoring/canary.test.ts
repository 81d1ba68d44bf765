import { createServer, type RequestListener, type Server } from "node:http";
import { mock } from "node:test";
import { expect } from "chai";
import { askForHealth } from "../../../functions/monitoring/canary";
import { isRecord } from "../../../packages/offline/src/is-record";
import type { Host } from "../../../packages/offline/src/host/host";
import { ownPage, testHost } from "../../../packages/offline/test/support/host";
import { watchedOffline } from "../../support/monitoring";
import { takeWrittenLines } from "../../support/written-lines";

describe("functions/monitoring: the canary", () => {
  let server: Server | undefined;
  let lines: Record<string, unknown>[];

  beforeEach(() => {
    lines = takeWrittenLines();
  });

  afterEach(() => {
    mock.restoreAll();
    for (const name of ["HEALTH_URL", "METRIC_NAMESPACE", "AWS_ENDPOINT_URL"]) delete process.env[name];
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  /** An API of this process; returns the address of its health. */
  async function serve(answer: RequestListener): Promise<string> {
    const listening = createServer(answer);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    const address = listening.address();
    if (!isRecord(address)) throw new Error("the server has no address");
    return `http://127.0.0.1:${Number(address.port)}/prod/health`;
  }

  /** Runs the canary; returns its line. */
  async function line(url: string, environment: Record<string, string> = {}): Promise<Record<string, unknown>> {
    Object.assign(process.env, { HEALTH_URL: url, METRIC_NAMESPACE: "atelier/test", ...environment });
    await askForHealth()({}, { awsRequestId: "request" });
    expect(lines).to.have.length(1);
    return lines[0] ?? {};
  }

  it("says that the API is healthy, and how long its answer took, as metrics of the stack", async () => {
    const { _aws, timestamp, Latency, ...rest } = await line(await serve((_, response) => response.end("{}")));
    expect(rest).to.deep.equal({ level: "INFO", requestId: "request", status: 200, Healthy: 1 });
    expect(Latency).to.be.a("number").and.to.be.within(0, 10_000);
    expect(timestamp).to.be.a("string");
    expect(isRecord(_aws) && _aws.CloudWatchMetrics).to.deep.equal([
      {
        Namespace: "atelier/test",
        Dimensions: [[]],
        Metrics: [
          { Name: "Healthy", Unit: "None" },
          { Name: "Latency", Unit: "Milliseconds" },
        ],
      },
    ]);
  });

  for (const status of [503, 404, 301]) {
    it(`says that the API is ill where it answers ${status}, and throws nothing`, async () => {
      const url = await serve((_, response) => response.writeHead(status, { location: "/elsewhere" }).end());
      expect(await line(url)).to.include({ level: "ERROR", Healthy: 0 });
    });
  }

  it("says that the API is ill where nothing answers, and why", async () => {
    const url = await serve((_, response) => response.end());
    await new Promise((resolve) => server?.close(resolve));
    const { Healthy, error } = await line(url);
    expect([Healthy, String(error)]).to.deep.equal([0, `Error: connect ECONNREFUSED ${new URL(url).host}`]);
  });

  it("waits ten seconds for the answer, and no longer", async () => {
    const controller = new AbortController();
    const timeout = mock.method(AbortSignal, "timeout", () => controller.signal);
    const url = await serve(() => controller.abort(new DOMException("too slow", "TimeoutError")));
    expect(await line(url)).to.include({ Healthy: 0, error: "TimeoutError: too slow" });
    expect(timeout.mock.calls[0]?.arguments).to.deep.equal([10_000]);
  });

  it("asks an emulator by the address that functions have of it", async () => {
    const url = new URL(await serve((request, response) => response.end(request.url)));
    const there = { AWS_ENDPOINT_URL: url.origin };
    expect(await line("/restapis/a/dev/_user_request_/health", there)).to.include({
      Healthy: 1,
    });
  });
});

describe("the canary, where a host embeds it", () => {
  let host: Host & { logs: string[] };

  before(async () => {
    host = await testHost({ config: watchedOffline });
  });

  after(() => host.close());

  it("asks the stack's own API when its schedule fires", async () => {
    const { status } = await ownPage(host, "schedules/monitoring-canary/fire?wait=true", { method: "POST" });
    expect(status).to.equal(200);
    expect(host.logs.find((text) => text.includes("monitoring-canary"))).to.match(/ status=200 +Healthy=1 /);
  });
});
