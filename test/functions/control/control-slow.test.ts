import { expect } from "chai";
import { answered, type Api, apiOf } from "../../support/api";
import { testHost } from "../../../packages/offline/test/support/host";
import { expectProblem } from "../../support/problem";

/** Instances that take longer than a request waits; only a home whose time can be set shows them in a test. */
describe("control: instances that take their time", () => {
  let close: () => Promise<void>;
  let api: Api;

  before(async () => {
    const host = await testHost({ ec2TransitionSeconds: 2.5, config: { controlWaitSeconds: "1" } });
    close = host.close;
    api = apiOf(host);
  });

  after(() => close());

  const infra = (action: "start" | "stop" | "status") =>
    answered(api.client.GET("/infra", { params: { query: { action } } }));

  /** Asks until the instance has arrived, as callers do after a 202. */
  async function poll(state: string): Promise<void> {
    const { data } = await infra("status");
    if ("state" in data && data.state !== state) await poll(state);
  }

  it("answers 202 once it has waited long enough, refuses what is impossible meanwhile, and arrives", async () => {
    const stopping = await infra("stop");
    expect(stopping.status).to.equal(202);
    expect(stopping.body).to.include({ status: "stopping", state: "stopping" });

    expect((await infra("status")).body).to.include({ state: "stopping" });
    expect((await infra("stop")).status).to.equal(202);
    const conflict = await infra("start");
    expect(expectProblem(conflict, 409, "Cannot start the instance")).to.equal("the instance is stopping");
    await poll("stopped");

    const starting = await infra("start");
    expect(starting.status).to.equal(202);
    expect(starting.body).to.include({ status: "starting", state: "pending" });
    expectProblem(await infra("stop"), 409, "Cannot stop the instance");
    await poll("running");
  });
});
