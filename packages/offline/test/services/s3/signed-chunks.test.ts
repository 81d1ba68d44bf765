import { GetObjectCommand } from "@aws-sdk/client-s3";
import { sign } from "aws4";
import { expect } from "chai";
import { crc32 } from "node:zlib";
import { type DataHost, startData } from "../../support/data";
import { refusalOf } from "../../support/sdk";
import { type ChunkSigner, signedChunks } from "../../support/signed-chunks";

/** The examples of "Transferring payload in multiple chunks" and of the same "including trailing headers". */
const example = {
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  region: "us-east-1",
  timestamp: "20130524T000000Z",
};

const payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const file = ["a".repeat(9000), "b".repeat(9000), "c"];

describe("S3 uploads whose chunks are signed", () => {
  let data: DataHost;

  before(async () => {
    data = await startData();
  });

  after(() => data.close());

  /** Signs an upload as aws4 does, and sends the parts of its body that `change` makes of the right ones. */
  async function upload(key: string, change: (parts: string[]) => string[], trailer?: [string, string]) {
    const path = `/${data.bucket}/${key}`;
    const headers = {
      "x-amz-content-sha256": trailer ? `${payload}-TRAILER` : payload,
      "x-amz-decoded-content-length": String(file.join("").length),
      ...(trailer && { "x-amz-trailer": trailer[0] }),
    };
    const { host } = new URL(data.host.url);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const request = sign({ service: "s3", region: "eu-west-1", host, path, method: "PUT", headers }, credentials);
    const sent = Object.entries(request.headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
    const seed = /Signature=([0-9a-f]+)/.exec(String(request.headers?.Authorization))?.[1] ?? "";
    const timestamp = String(request.headers?.["X-Amz-Date"]);
    const signer: ChunkSigner = { secret: "test", region: "eu-west-1", timestamp, seed };
    const body = change(signedChunks(signer, file, trailer)).join("");
    const answer = await fetch(data.host.url + path, { method: "PUT", headers: sent, body });
    return `${answer.status} ${/<Code>(\w+)/.exec(await answer.text())?.[1] ?? ""}`;
  }
  const text = async (Key: string) =>
    (await data.s3.send(new GetObjectCommand({ Bucket: data.bucket, Key }))).Body?.transformToString();

  it("are stored where each signature is right, those of the headers that follow too", async () => {
    expect(await upload("chunks", (parts) => parts)).to.equal("200 ");
    expect(await text("chunks")).to.equal(file.join(""));
    expect(await upload("trailed", (parts) => parts, trailer)).to.equal("200 ");
    expect(await text("trailed")).to.equal(file.join(""));
  });

  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(file.join("")));
  const trailer: [string, string] = ["x-amz-checksum-crc32", sum.toString("base64")];

  const wrong: Record<string, (parts: string[]) => string[]> = {
    "a changed byte": ([first = "", ...rest]) => [first.replace("aa", "ab"), ...rest],
    "a changed signature": ([first = "", ...rest]) => [first.replace(/=[0-9a-f]{4}/, "=0000"), ...rest],
    "no signature": ([first = "", ...rest]) => [first.replace(/;[^\r]*/, ""), ...rest],
    "another order": ([first = "", second = "", ...rest]) => [second, first, ...rest],
    "one twice in the place of another": ([first = "", , ...rest]) => [first, first, ...rest],
    "another last one": ([first = "", second = "", third = "", last = "", ...rest]) => [
      ...[first, second, third],
      last.replace(/=[0-9a-f]{4}/, "=0000"),
      ...rest,
    ],
  };
  for (const [what, change] of Object.entries(wrong))
    it(`are refused for chunks with ${what}, and leave nothing`, async () => {
      const key = encodeURIComponent(what);
      expect(await upload(key, change)).to.equal("403 SignatureDoesNotMatch");
      expect(await upload(key, change, trailer)).to.equal("403 SignatureDoesNotMatch");
      expect((await refusalOf(text(what))).name).to.equal("NoSuchKey");
    });

  it("are refused for a trailer that was changed, whose signature is missing, or that nobody signed", async () => {
    const changed = await upload(
      "t",
      (parts) => parts.map((part) => part.replace(/^x-amz-checksum.*/, "$&=")),
      trailer,
    );
    expect(changed).to.equal("403 SignatureDoesNotMatch");
    const bare = await upload("t", (parts) => [...parts.slice(0, -1), "\r\n"], trailer);
    expect(bare).to.equal("403 SignatureDoesNotMatch");
    const added = await upload("t", (parts) => [...parts.slice(0, -1), "x-amz-meta-a:1\r\n", "\r\n"]);
    expect(added).to.equal("400 IncompleteBody");
    expect((await refusalOf(text("t"))).name).to.equal("NoSuchKey");
  });

  it("are signed here as in AWS's examples", () => {
    const signatures = (parts: string[]) =>
      parts.flatMap((part) => /signature[=:]([0-9a-f]{64})/.exec(part)?.[1] ?? []);
    const chunks = ["a".repeat(65_536), "a".repeat(1024)];
    const seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    expect(signatures(signedChunks({ ...example, seed }, chunks))).to.deep.equal([
      "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
      "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
      "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ]);
    const trailed = { ...example, seed: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e" };
    expect(signatures(signedChunks(trailed, chunks, ["x-amz-checksum-crc32c", "sOO8/Q=="]))).to.deep.equal([
      "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
      "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
      "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
      "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
    ]);
  });
});
