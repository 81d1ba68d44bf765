import { expect } from "chai";
import { type AwsRequest, readBody } from "../../../src/protocol/service";
import { signatureVerifier } from "../../../src/protocol/signature/verify";
import { credentials, refusalOf, signed, signingTime, verifyAt } from "../../support/signing";

const form = "Action=StopInstances&InstanceId.1=i-0abc";
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const ec2 = () => signed({ service: "ec2", path: "/?b=2&a=%C3%BC&a-b=3&A=", method: "POST", body: form });
const lambda = () =>
  signed({ service: "lambda", path: "/2015-03-31/functions/arn%3Aaws%3Alambda/invocations", body: "{}" });
const s3 = (path = "/bucket/a%20b/%C3%BC") =>
  signed({ service: "s3", path, headers: { "x-amz-content-sha256": emptyHash } });
const presigned = (service: string) => signed({ service, path: "/b/k?X-Amz-Expires=900&x=1", signQuery: true });

const changes: Record<string, (request: AwsRequest) => AwsRequest> = {
  "another method": (request) => ({ ...request, method: "PUT" }),
  "another path": (request) => ({ ...request, path: `${request.path}x` }),
  "another value of a parameter": (request) => ({ ...request, query: request.query.replace(/\b([bx])=\d/, "$1=9") }),
  "an added parameter": (request) => ({ ...request, query: `${request.query}&z=` }),
  "an added signature parameter": (request) => ({ ...request, query: `${request.query}&x-amz-signature=1` }),
  "another host": (request) => ({ ...request, headers: { ...request.headers, host: "elsewhere" } }),
};

const nameOfSigned = ({ headers }: AwsRequest): string[] =>
  /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "")?.[1]?.split(";") ?? [];

describe("signature verification", () => {
  it("accepts what aws4 signs: forms, JSON with escaped paths, S3 keys", async () => {
    for (const [request, service] of [
      [ec2(), "ec2"],
      [lambda(), "lambda"],
      [s3(), "s3"],
    ] as const) {
      const { signer } = await verifyAt(request, service);
      expect(signer).to.deep.equal({
        accessKeyId: credentials.accessKeyId,
        region: "eu-west-3",
        service,
        sessionToken: undefined,
        form: "header",
      });
    }
  });

  it("accepts what aws4 presigns", async () => {
    for (const service of ["s3", "sts"]) {
      expect((await verifyAt(presigned(service), service)).signer).to.include({ service, form: "query" });
    }
  });

  it("normalises the path of all services but S3, where dots and empty segments are part of the key", async () => {
    const path = "/a/./b//c/../d/";
    await verifyAt({ ...signed({ service: "lambda", path: "/a/b/d/" }), path }, "lambda");
    await verifyAt(s3("/bucket//a"), "s3");
    expect(await refusalOf(verifyAt({ ...s3("/bucket/a"), path: "/bucket//a" }, "s3"))).to.include({ status: 403 });
    expect(await refusalOf(verifyAt({ ...s3("/bucket/a"), path: "/bucket/x/../a" }, "s3"))).to.include({ status: 403 });
  });

  it("takes escapes in any spelling for the same", async () => {
    const request = s3("/bucket/a~b%C3%BC");
    await verifyAt({ ...request, path: "/bucket/a%7Eb%c3%bc" }, "s3");
  });

  it("leaves a body to be read that was read for its hash", async () => {
    const { request } = await verifyAt(ec2(), "ec2");
    expect((await readBody(request)).toString()).to.equal(form);
  });

  for (const [what, change] of Object.entries(changes)) {
    it(`refuses a request with ${what}`, async () => {
      expect(await refusalOf(verifyAt(change(ec2()), "ec2"))).to.include({ code: "AuthFailure", status: 401 });
      expect(await refusalOf(verifyAt(change(presigned("s3")), "s3"))).to.include({ code: "SignatureDoesNotMatch" });
    });
  }

  it("refuses when any signed header is changed or taken away", async () => {
    const request = signed({ service: "sts", body: form, headers: { "x-amz-meta": "1", "if-match": "2", range: "3" } });
    const names = nameOfSigned(request).filter((name) => name !== "x-amz-date");
    expect(names).to.include.members(["content-length", "content-type", "host", "if-match", "x-amz-meta"]);
    for (const name of names) {
      const changed = { ...request, headers: { ...request.headers, [name]: "changed" } };
      expect(await refusalOf(verifyAt(changed, "sts")), name).to.include({
        code: "SignatureDoesNotMatch",
        status: 403,
      });
      const { [name]: _, ...rest } = request.headers;
      expect(await refusalOf(verifyAt({ ...request, headers: rest }, "sts")), name).to.include({ status: 403 });
    }
    const moved = { ...request, headers: { ...request.headers, "x-amz-date": "20261121T120001Z" } };
    expect(await refusalOf(verifyAt(moved, "sts"))).to.include({ code: "SignatureDoesNotMatch" });
  });

  it("refuses another body", async () => {
    const request = { ...ec2(), body: [Buffer.from(form.replace("Stop", "Start"))] };
    expect(await refusalOf(verifyAt(request, "ec2"))).to.include({ code: "AuthFailure", status: 401 });
  });

  it("refuses another body on a JSON service even when it comes with its own hash", async () => {
    const headers = { "x-amz-content-sha256": emptyHash, "x-amz-target": "AmazonSSM.GetParameter" };
    const request = signed({ service: "ssm", body: "", method: "POST", headers });
    await verifyAt(request, "ssm");
    const other = { ...request, body: [Buffer.from("{}")] };
    expect(await refusalOf(verifyAt(other, "ssm"))).to.include({ code: "InvalidSignatureException", status: 400 });
  });

  it("refuses an unsigned body on every service but S3", async () => {
    const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "x-amz-target": "AmazonSSM.GetParameter" };
    for (const service of ["ssm", "lambda", "sqs"]) {
      const request = { ...signed({ service, method: "POST", headers }), body: [Buffer.from("{}")] };
      expect(await refusalOf(verifyAt(request, service)), service).to.include({ code: "InvalidSignatureException" });
    }
  });

  it("lets an S3 body stream and fails at its end unless it is what was signed", async () => {
    const { request } = await verifyAt({ ...s3(), body: [Buffer.from("x")] }, "s3");
    const error = await refusalOf(readBody(request));
    expect(error).to.include({ code: "XAmzContentSHA256Mismatch", status: 400 });
    expect(await readBody((await verifyAt(s3(), "s3")).request)).to.have.length(0);
  });

  it("takes what S3 clients state instead of a hash, and only the stated one", async () => {
    const stated = ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"];
    for (const payload of stated) {
      const request = signed({ service: "s3", headers: { "x-amz-content-sha256": payload } });
      await verifyAt({ ...request, body: [Buffer.from("anything")] }, "s3");
      const hashed = { ...request, headers: { ...request.headers, "x-amz-content-sha256": emptyHash } };
      expect(await refusalOf(verifyAt(hashed, "s3")), payload).to.include({ code: "SignatureDoesNotMatch" });
    }
  });

  it("refuses a digit changed anywhere in the signature, and a shortened one", async () => {
    const request = ec2();
    const { authorization = "" } = request.headers;
    const last = authorization.endsWith("0") ? "1" : "0";
    for (const other of [authorization.slice(0, -1) + last, authorization.slice(0, -1)]) {
      const changed = { ...request, headers: { ...request.headers, authorization: other } };
      expect(await refusalOf(verifyAt(changed, "ec2"))).to.include({ code: "AuthFailure", status: 401 });
    }
  });

  it("derives keys anew when a secret changes", async () => {
    let secret = credentials.secretAccessKey;
    const verify = signatureVerifier({ secretOf: () => secret, now: () => signingTime });
    await verify(ec2(), "ec2");
    secret = "rotated";
    expect(await refusalOf(verify(ec2(), "ec2"))).to.include({ code: "AuthFailure" });
  });

  it("serves more keys than it keeps", async () => {
    const verify = signatureVerifier({ secretOf: () => credentials.secretAccessKey, now: () => signingTime });
    for (let index = 0; index < 300; index++)
      await verify(signed({ service: "sts", region: `region-${index}` }), "sts");
    await verify(signed({ service: "sts", region: "region-0" }), "sts");
  });
});
