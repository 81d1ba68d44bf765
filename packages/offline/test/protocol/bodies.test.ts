import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { atMost, limited } from "../../src/protocol/body";
import { readBody } from "../../src/protocol/service";
import { testHost } from "../support/host";
import { programFolder } from "../support/programs";
import { refusalOf, timestamp } from "../support/signing";
import { head, RawClient, statuses } from "../support/socket";

const megabyte = 1024 ** 2;
const chunked = { "Transfer-Encoding": "chunked" };

/** What each service takes at most, and how it tells so. */
const services: Record<string, { bytes: number; path?: string; headers?: Record<string, string>; answer: RegExp }> = {
  dynamodb: { bytes: 16 * megabyte, answer: /"__type":"[^"]*RequestEntityTooLarge"/ },
  sqs: { bytes: 4 * megabyte, answer: /"__type":"[^"]*RequestEntityTooLarge"/ },
  logs: { bytes: 8 * megabyte, answer: /"__type":"RequestEntityTooLarge"/ },
  ssm: { bytes: megabyte, answer: /"__type":"RequestEntityTooLarge"/ },
  ec2: { bytes: megabyte, answer: /<Response><Errors><Error><Code>RequestEntityTooLarge<\/Code>/ },
  sts: { bytes: megabyte, answer: /<ErrorResponse><Error><Type>Sender<\/Type><Code>RequestEntityTooLarge<\/Code>/ },
  lambda: {
    bytes: 6_291_556,
    path: "/2015-03-31/functions/one/invocations",
    answer: /RequestTooLargeException[^]*Request must be smaller than 6291556 bytes for the InvokeFunction operation/,
  },
  "lambda, asynchronously": {
    bytes: megabyte,
    path: "/2015-03-31/functions/one/invocations",
    headers: { "X-Amz-Invocation-Type": "Event" },
    answer: /RequestTooLargeException[^]*Request must be smaller than 1048576 bytes for the InvokeFunction operation/,
  },
};

describe("protocol/body", () => {
  let host: Host & { logs: string[] };

  before(async () => {
    host = await testHost({
      program: programFolder("services"),
      stack: "dev",
      patience: { headers: 20_000, body: 20_000, answer: 20_000, refused: 200 },
    });
  });

  after(() => host.close());

  afterEach(() => expect(host.logs).to.deep.equal([]));

  /** The head of a request that claims to be signed; the signature is nobody's. */
  function headOf(service: string, more: Record<string, string | number>, path = "/", accessKeyId = "test"): string {
    const date = timestamp(Date.now());
    const names = Object.keys(more).map((name) => name.toLowerCase());
    const signedHeaders = ["host", "x-amz-date", ...names.filter((name) => name.startsWith("x-amz-"))].join(";");
    const credential = `${accessKeyId}/${date.slice(0, 8)}/us-east-1/${service}/aws4_request`;
    const Authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=0`;
    return head(`POST ${path}`, { "X-Amz-Date": date, Authorization, ...more });
  }

  for (const [name, { bytes, path, headers = {}, answer }] of Object.entries(services)) {
    const [service = ""] = name.split(",");

    it(`refuses a body that ${name} would not take before a byte of it has come`, async () => {
      const client = new RawClient(host.url);
      await client.send(headOf(service, { ...headers, "Content-Length": 2_300_000_000 }, path));
      const text = await client.all();
      expect(statuses(text)).to.deep.equal([413]);
      expect(text).to.match(answer);
    });

    it(`stops reading one that does not say how long it is where ${name} would`, async () => {
      const client = new RawClient(host.url);
      await client.send(headOf(service, { ...headers, ...chunked }, path));
      let isOver = false;
      const all = client.all().finally(() => (isOver = true));
      let sent = 0;
      for (; !isOver && sent < 3 * bytes + 64 * megabyte; sent += 2 ** 16)
        await client.send(`10000\r\n${"x".repeat(2 ** 16)}\r\n`);
      expect(statuses(await all)).to.deep.equal([413]);
    });
  }

  it("refuses a key that nobody has without a look at the body", async () => {
    const client = new RawClient(host.url);
    await client.send(headOf("ssm", { "Content-Length": 2_300_000_000 }, "/", "nobody"));
    expect(await client.all()).to.match(/^HTTP\/1\.1 400 [^]*UnrecognizedClientException/);
  });

  it("judges a signature that is of no body without a look at it", async () => {
    const client = new RawClient(host.url);
    const headers = { "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD", "Content-Length": 2_300_000_000 };
    await client.send(headOf("s3", headers, "/bucket/key"));
    expect(await client.all()).to.match(/^HTTP\/1\.1 403 [^]*SignatureDoesNotMatch/);
  });

  it("keeps a connection whose refused request has come to its end", async () => {
    const client = new RawClient(host.url);
    const request = `${headOf("ssm", { "Content-Length": 2 })}{}`;
    await client.send(request + request);
    await client.says(/InvalidSignatureException[^]*InvalidSignatureException/);
    client.destroy();
  });

  it("takes no more of a body than it may", async () => {
    let taken = 0;
    const body = (function* () {
      for (;;) {
        taken += 1000;
        yield Buffer.alloc(1000);
      }
    })();
    const request = { method: "POST", path: "/", query: "", headers: {}, body };
    expect((await refusalOf(readBody(limited(request, atMost(10_000))))).status).to.equal(413);
    expect(taken).to.equal(11_000);
  });
});
