import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect } from "chai";
import { Readable } from "node:stream";
import { type AwsRequest, readBody } from "../../../src/protocol/service";
import { scopeOf } from "../../../src/protocol/signature/scope";
import { type Capture, startCapture } from "../../support/capture";
import { credentials, refusalOf, verifyAt } from "../../support/signing";

/** A key with every character that encodings disagree on. */
const key = "a b/ü+(1)*~'!@=&$,:;%41/é.txt";

describe("signatures of AWS SDK clients", () => {
  let capture: Capture;
  before(async () => {
    capture = await startCapture();
  });
  after(() => capture.close());

  const settings = (more: { sessionToken?: string } = {}) => ({
    region: "eu-west-3",
    endpoint: capture.endpoint,
    credentials: { ...credentials, ...more },
    maxAttempts: 1,
  });
  const s3 = () => new S3Client({ ...settings(), forcePathStyle: true });

  /** Verifies with the present time, since clients sign with it; then reads the body, as a service would. */
  const accept = async (request: AwsRequest, service: string) => {
    expect(scopeOf(request)).to.include({ accessKeyId: credentials.accessKeyId, region: "eu-west-3", service });
    const verified = await verifyAt(request, service, Date.now());
    return { signer: verified.signer, body: (await readBody(verified.request)).toString() };
  };

  it("are accepted on EC2's forms", async () => {
    const client = new EC2Client(settings());
    const request = await capture.of(() => client.send(new DescribeInstancesCommand({ InstanceIds: ["i-0abc"] })));
    const { signer, body } = await accept(request, "ec2");
    expect(signer).to.include({ accessKeyId: credentials.accessKeyId, region: "eu-west-3", service: "ec2" });
    expect(body).to.include("Action=DescribeInstances");
  });

  it("are refused on EC2 when the form is another one", async () => {
    const client = new EC2Client(settings());
    const request = await capture.of(() => client.send(new StopInstancesCommand({ InstanceIds: ["i-0abc"] })));
    const body = (await readBody(request)).toString().replace("StopInstances", "TerminateInstances");
    const error = await refusalOf(verifyAt({ ...request, body: [Buffer.from(body)] }, "ec2", Date.now()));
    expect(error).to.include({ code: "AuthFailure", status: 401 });
  });

  it("are accepted on SSM's JSON, with a session token", async () => {
    const client = new SSMClient(settings({ sessionToken: "token/with+signs==" }));
    const request = await capture.of(() => client.send(new GetParameterCommand({ Name: "/a/ü" })));
    const { signer, body } = await accept(request, "ssm");
    expect(signer.sessionToken).to.equal("token/with+signs==");
    expect(JSON.parse(body)).to.deep.equal({ Name: "/a/ü" });
  });

  it("are accepted on STS", async () => {
    const client = new STSClient(settings());
    const request = await capture.of(() => client.send(new GetCallerIdentityCommand({})));
    expect((await accept(request, "sts")).signer.service).to.equal("sts");
  });

  it("are accepted on S3 objects with awkward keys", async () => {
    const put = await capture.of(() => s3().send(new PutObjectCommand({ Bucket: "b", Key: key, Body: "bytes" })));
    expect((await accept(put, "s3")).body).to.include("bytes");
    const get = await capture.of(() => s3().send(new GetObjectCommand({ Bucket: "b", Key: key, Range: "bytes=0-1" })));
    expect((await accept(get, "s3")).body).to.equal("");
  });

  it("are accepted on S3 lists, whose parameters need encoding", async () => {
    const list = new ListObjectsV2Command({ Bucket: "b", Prefix: key, Delimiter: "/", StartAfter: "+ ~*" });
    const request = await capture.of(() => s3().send(list));
    expect(request.query).to.include("delimiter=%2F");
    expect((await accept(request, "s3")).signer.service).to.equal("s3");
  });

  it("are accepted on S3 streams with a checksum in the trailer", async () => {
    const Body = Readable.from([Buffer.from("part one, "), Buffer.from("part two")]);
    const put = new PutObjectCommand({ Bucket: "b", Key: key, Body, ContentLength: 18, ChecksumAlgorithm: "CRC32" });
    const request = await capture.of(() => s3().send(put));
    expect(request.headers["x-amz-content-sha256"]).to.equal("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    expect((await accept(request, "s3")).body).to.include("x-amz-checksum-crc32");
  });

  it("are accepted in presigned URLs, to get and to put", async () => {
    const client = new S3Client({ ...settings(), forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" });
    const getUrl = await getSignedUrl(client, new GetObjectCommand({ Bucket: "b", Key: key }), { expiresIn: 60 });
    const get = await capture.of(() => fetch(getUrl));
    expect((await accept(get, "s3")).signer.form).to.equal("query");

    const command = new PutObjectCommand({ Bucket: "b", Key: key, ContentType: "image/png", ContentLength: 5 });
    const signableHeaders = new Set(["content-type", "content-length"]);
    const putUrl = await getSignedUrl(client, command, { expiresIn: 60, signableHeaders });
    const headers = { "content-type": "image/png" };
    const put = await capture.of(() => fetch(putUrl, { method: "PUT", headers, body: "12345" }));
    expect((await accept(put, "s3")).body).to.equal("12345");
    const other = await capture.of(() => fetch(putUrl, { method: "PUT", headers, body: "123456" }));
    expect(await refusalOf(verifyAt(other, "s3", Date.now()))).to.include({ code: "SignatureDoesNotMatch" });
  });
});
