import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";
import { type DataHost, startData } from "../support/data";
import { rawRequest } from "../support/http";
import { refusalOf } from "../support/sdk";
import { head, RawClient, statuses } from "../support/socket";

/** A page at a name of its owner's that leads here by now (DNS rebinding) sends that name. */
const strangers = ["rebound.example.org", "rebound.example.org:4566", "localhost.example.org", "192.0.2.1", "[::2]"];

describe("host/known-hosts: whom requests are addressed to", () => {
  let data: DataHost;
  let api: string;

  before(async () => {
    process.env.AWS_ENDPOINT_PUBLIC = "https://public.example.net";
    data = await startData().finally(() => delete process.env.AWS_ENDPOINT_PUBLIC);
    api = new URL(data.host.url).origin;
  });

  after(() => data.close());

  const health = async (host: string) => (await rawRequest(api, "GET", "/_offline/health", { host })).status;

  it("names that lead to this machine, its own address and the configured name are answered, whatever their port", async () => {
    const { port } = new URL(api);
    const local = ["localhost", "LOCALHOST", "127.0.0.1", "127.0.1.1", "[::1]", "bucket.localhost", "localhost."];
    const known = [...local, "localhost.localstack.cloud", "a.s3.localhost.localstack.cloud", "public.example.net"];
    for (const name of known) {
      expect(await health(name), name).to.equal(200);
      expect(await health(`${name}:${port}`), name).to.equal(200);
    }
  });

  it("others are answered nothing, on no path", async () => {
    const paths = ["/_offline/health", "/restapis/a/dev/_user_request_/", "/_aws/execute-api/a/dev/", "/", "/anything"];
    for (const host of strangers)
      for (const path of paths) {
        const { status, body } = await rawRequest(api, "GET", path, { host });
        expect([status, JSON.parse(body).title], `${host} ${path}`).to.deep.equal([403, "Unknown host"]);
      }
  });

  it("others are answered nothing by AWS's services, though the signature is right", async () => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const ec2 = new EC2Client({ endpoint: api, region: "eu-west-1", credentials, maxAttempts: 1 });
    ec2.middlewareStack.add(
      (next) => (call) => {
        Object.assign(Object(call.request).headers, { host: "rebound.example.org" });
        return next(call);
      },
      { step: "build" },
    );
    const refusal = await refusalOf(ec2.send(new DescribeInstancesCommand({})));
    expect(Object(refusal).$metadata.httpStatusCode).to.equal(403);
    ec2.destroy();
  });

  it("a target that names somebody counts, and not the header beside it", async () => {
    const client = new RawClient(api);
    const known = { Host: "rebound.example.org" };
    await client.send(head("GET http://localhost/_offline/health", known));
    await client.send(head("GET http://rebound.example.org/_offline/health", { Connection: "close" }));
    expect(statuses(await client.all())).to.deep.equal([200, 403]);
  });
});
