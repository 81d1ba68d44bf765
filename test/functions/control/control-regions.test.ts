import { expect } from "chai";
import type { Host } from "../../../packages/offline/src/host/host";
import { testHost } from "../../../packages/offline/test/support/host";
import type { paths, Schemas } from "../../../client";
import { answered, type Api, apiOf } from "../../support/api";
import { expectProblem } from "../../support/problem";

type Query = paths["/infra"]["get"]["parameters"]["query"];

const [own, other] = ["us-east-1", "eu-west-3"];

describe("control: regions", () => {
  let host: Host;
  let api: Api;
  let ownId: string;
  let otherId: string;

  const infra = (query: Query) => answered(api.client.GET("/infra", { params: { query } }));
  const manage = (body: Schemas["ManageRequest"]) => answered(api.client.POST("/manage", { body }));

  before(async () => {
    host = await testHost({ config: { controlRegions: `${own},${other}` } });
    api = apiOf(host);
    const { data } = await infra({ action: "list" });
    const instances = "instances" in data ? data.instances : [];
    [ownId = "", otherId = ""] = instances.map(({ instance_id }) => instance_id);
  });

  after(() => host?.close());

  it("lists the stack's own instances, one a region, its own region first", async () => {
    const { status, body } = await infra({ action: "list" });
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      instances: [
        { region: own, instance_id: ownId, state: "running", type: "t2.micro" },
        { region: other, instance_id: otherId, state: "running", type: "t2.micro" },
      ],
    });
    expect(ownId).to.equal(host.graph.outputs.instanceId).and.to.not.equal(otherId);
  });

  it("lists that of one region where it is named", async () => {
    const { body } = await infra({ action: "list", region: other });
    expect(body).to.deep.equal({
      instances: [{ region: other, instance_id: otherId, state: "running", type: "t2.micro" }],
    });
  });

  it("acts on the instance that the stack declares in the region, and leaves the other alone", async () => {
    const status = await infra({ action: "status", region: other });
    expect(status.status).to.equal(200);
    expect(status.body).to.deep.equal({ instance_id: otherId, state: "running", type: "t2.micro" });
    const stopped = await infra({ action: "stop", region: other });
    expect(stopped.body).to.deep.equal({ status: "stopped", instance_id: otherId, state: "stopped" });
    expect((await infra({ action: "status" })).body).to.include({ instance_id: ownId, state: "running" });
    await infra({ action: "start", region: other });
  });

  it("manages an instance in the region that the body names", async () => {
    const { body } = await manage({ action: "status", instance_id: otherId, region: other });
    expect(body).to.include({ instance_id: otherId, state: "running" });
  });

  it("answers 404 for an instance of another region", async () => {
    const asked = [
      await infra({ action: "status", instance_id: otherId }),
      await infra({ action: "stop", instance_id: ownId, region: other }),
      await manage({ action: "status", instance_id: otherId }),
      await manage({ action: "stop", instance_id: ownId, region: other }),
    ];
    const details = asked.map((answer) => expectProblem(answer, 404, "Instance not found"));
    expect(details[0]).to.equal(`no instance ${otherId} in ${own}`);
    expect(details[1]).to.equal(`no instance ${ownId} in ${other}`);
  });

  it("refuses a region that the stack does not control, and names those that it does", async () => {
    const region = "sa-east-1";
    const asked = [
      await infra({ action: "status", region }),
      await infra({ action: "list", region }),
      await manage({ action: "status", instance_id: ownId, region }),
    ];
    for (const answer of asked) {
      const detail = expectProblem(answer, 400, "Unknown region");
      expect(detail).to.equal(`region: must be one of ${own}, ${other}`);
    }
  });

  it("refuses what is no region", async () => {
    for (const region of ["paris", "EU-WEST-3", "eu-west-3a", "../etc"])
      expectProblem(await infra({ action: "status", region }), 400, "Unknown region");
    const answer = await manage({ action: "status", instance_id: ownId, region: "paris" });
    expect(expectProblem(answer, 400, "Invalid request body")).to.contain("region");
  });
});
