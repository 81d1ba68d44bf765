import { CreateTagsCommand, EC2Client, RunInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";
import type { paths, Schemas } from "../../../client";
import { answered, type Api, sharedApi } from "../../support/api";
import { expectProblem } from "../../support/problem";

/** MiniStack fills this variable in nowhere, and has its gateway check bodies of every content type. */
const ministackDetail = "$context.error.validationErrorString";

type Action = Schemas["ManageRequest"]["action"];
type InfraQuery = paths["/infra"]["get"]["parameters"]["query"];
const actions = ["start", "stop", "status"] as const;

describe("control: instances", () => {
  let api: Api;
  let instanceId: string;
  let stackTag: string;

  before(async () => {
    api = await sharedApi();
    const { data } = await infra({ action: "start" });
    instanceId = "instance_id" in data ? data.instance_id : "";
    stackTag = process.env.STACK_TAG ?? "atelier/localstack";
  });

  const manage = (action: Action, id = instanceId) =>
    answered(api.client.POST("/manage", { body: { action, instance_id: id } }));
  const infra = (query: InfraQuery) => answered(api.client.GET("/infra", { params: { query } }));

  describe("GET /infra", () => {
    it("tells the state and type of the stack's own instance", async () => {
      const { status, body } = await infra({ action: "status" });
      expect(status).to.equal(200);
      expect(body).to.deep.equal({ instance_id: instanceId, state: "running", type: "t2.micro" });
    });

    it("stops and starts it, and says so again when nothing is left to do", async () => {
      for (const round of ["first", "again"]) {
        const { status, body } = await infra({ action: "stop" });
        expect(status, round).to.equal(200);
        expect(body, round).to.deep.equal({ status: "stopped", instance_id: instanceId, state: "stopped" });
      }
      const stopped = await infra({ action: "status" });
      expect(stopped.body).to.deep.equal({ instance_id: instanceId, state: "stopped", type: "t2.micro" });
      for (const round of ["first", "again"]) {
        const { status, body } = await infra({ action: "start" });
        expect(status, round).to.equal(200);
        expect(body, round).to.deep.equal({ status: "started", instance_id: instanceId, state: "running" });
      }
    });

    it("acts on the instance that instance_id names", async () => {
      const { body } = await infra({ action: "status", instance_id: instanceId });
      expect(body).to.include({ instance_id: instanceId });
    });

    it("refuses a missing action at the gateway, by its name", async () => {
      const detail = expectProblem(await api.call("GET", "/infra"), 400, "Invalid request parameters");
      expect(detail).to.contain("action");
    });

    it("does nothing for a browser that only fetches in advance, and tells it the state", async () => {
      for (const header of ["sec-purpose", "purpose"]) {
        const headers = { [header]: "prefetch;prerender" };
        for (const action of ["start", "stop"])
          expectProblem(await api.call("GET", `/infra?action=${action}`, { headers }), 403, "Not for prefetch");
        expect((await api.call("GET", "/infra?action=status", { headers })).body).to.include({ state: "running" });
      }
    });

    it("refuses an unknown action", async () => {
      const detail = expectProblem(await api.call("GET", "/infra?action=reboot"), 400, "Unknown action");
      expect(detail).to.equal("action: must be one of start, stop, status, list");
    });

    it("refuses an unknown target", async () => {
      expectProblem(await api.call("GET", "/infra?action=start&target=toaster"), 400, "Unknown target");
    });

    it("refuses a malformed instance id", async () => {
      for (const id of ["i-123", "i-XYZ45678", "x-12345678", "i-123456789", " "]) {
        expectProblem(await infra({ action: "status", instance_id: id }), 400, "Malformed instance id");
      }
    });
  });

  describe("POST /manage", () => {
    it("tells the state, stops and starts the instance that the body names", async () => {
      expect((await manage("status")).body).to.deep.equal({
        instance_id: instanceId,
        state: "running",
        type: "t2.micro",
      });
      expect((await manage("stop")).body).to.deep.equal({
        status: "stopped",
        instance_id: instanceId,
        state: "stopped",
      });
      expect((await manage("start")).body).to.deep.equal({
        status: "started",
        instance_id: instanceId,
        state: "running",
      });
    });

    it("answers 404 for an instance that does not exist", async () => {
      for (const action of actions) {
        const answer = await manage(action, "i-12345678");
        expectProblem(answer, 404, "Instance not found");
        expect(answer.body).to.include({ error: "Instance not found" });
      }
    });

    it("names each offending field at the gateway", async function () {
      const answer = await api.call("POST", "/manage", { body: { action: "reboot", more: 1 } });
      const detail = expectProblem(answer, 400, "Invalid request body");
      if (detail === ministackDetail) this.skip();
      expect(detail).to.contain("action").and.to.contain("instance_id").and.to.contain("more");
      expect(detail, "what is no instance of EC2's").to.not.match(/\bInstance\b/);
    });

    it("names each offending field by JSON pointer where the gateway has no model to check", async function () {
      const headers = { "content-type": "text/plain" };
      const body = JSON.stringify({ action: "reboot", more: 1 });
      const answer = await api.call("POST", "/manage", { headers, body });
      const detail = expectProblem(answer, 400, "Invalid request body");
      if (detail === ministackDetail) this.skip();
      expect(detail)
        .to.contain("/action:")
        .and.to.contain("/instance_id is required")
        .and.to.contain("/more is not allowed");
    });

    it("refuses a body that is not JSON", async function () {
      expectProblem(await api.call("POST", "/manage", { body: '{"action":' }), 400, "Invalid request body");
      const plain = await api.call("POST", "/manage", { headers: { "content-type": "text/plain" }, body: "stop it" });
      const detail = expectProblem(plain, 400, "Invalid request body");
      if (detail === ministackDetail) this.skip();
      expect(detail).to.contain("not JSON");
    });

    it("refuses an empty body", async () => {
      expectProblem(await api.call("POST", "/manage"), 400, "Invalid request body");
    });
  });

  it("lets no control answer be cached", async () => {
    const { headers } = await infra({ action: "status" });
    expect(headers.get("cache-control")).to.equal("no-store");
  });

  describe("instances besides the stack's own", () => {
    const launched: string[] = [];
    let ec2: EC2Client;

    before(function () {
      // On AWS this would cost money.
      if (api.awsEndpoint === undefined) return this.skip();
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      ec2 = new EC2Client({ endpoint: api.awsEndpoint, region: "us-east-1", credentials });
    });

    after(async () => {
      if (launched.length > 0) await ec2.send(new TerminateInstancesCommand({ InstanceIds: launched }));
      ec2?.destroy();
    });

    async function launch(tags: Record<string, string>): Promise<string> {
      const run = new RunInstancesCommand({
        ImageId: "ami-0c02fb55956c7d316",
        InstanceType: "t2.micro",
        MinCount: 1,
        MaxCount: 1,
      });
      const id = (await ec2.send(run)).Instances?.[0]?.InstanceId ?? "";
      launched.push(id);
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      if (Tags.length > 0) await ec2.send(new CreateTagsCommand({ Resources: [id], Tags }));
      return id;
    }

    it("answers 403 for one without the stack's tag, and leaves it alone", async () => {
      const id = await launch({});
      for (const action of actions) {
        expectProblem(await manage(action, id), 403, "Instance is not managed by this stack");
      }
    });

    it("answers 403 for one of another stack", async () => {
      const id = await launch({ "atelier:stack": "atelier/another" });
      expectProblem(await manage("stop", id), 403, "Instance is not managed by this stack");
    });

    it("manages any that carries the stack's tag", async () => {
      const id = await launch({ "atelier:stack": stackTag });
      expect((await manage("stop", id)).body).to.deep.equal({ status: "stopped", instance_id: id, state: "stopped" });
    });

    it("tells that one is terminated, and answers 409 to anything else", async () => {
      const id = await launch({ "atelier:stack": stackTag });
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
      expect((await manage("status", id)).body).to.include({ instance_id: id, state: "terminated" });
      expectProblem(await manage("start", id), 409, "Cannot start the instance");
      expectProblem(await manage("stop", id), 409, "Cannot stop the instance");
    });
  });
});
