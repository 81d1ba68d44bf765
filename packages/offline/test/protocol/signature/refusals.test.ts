import { expect } from "chai";
import type { AwsRequest } from "../../../src/protocol/service";
import { scopeOf } from "../../../src/protocol/signature/scope";
import { refusalOf, signed, signingTime, verifyAt } from "../../support/signing";

const minutes = 60_000;
const day = 24 * 60 * minutes;

const request = (service: string): AwsRequest =>
  signed({ service, method: "POST", headers: service === "s3" ? { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } : {} });

const presigned = (service: string, expires: number | string): AwsRequest =>
  signed({ service, path: `/b/k?X-Amz-Expires=${expires}`, signQuery: true });

const withHeaders = (from: AwsRequest, headers: Record<string, string>): AwsRequest => ({
  ...from,
  headers: { ...from.headers, ...headers },
});

const authorization = (from: AwsRequest, change: (text: string) => string): AwsRequest =>
  withHeaders(from, { authorization: change(from.headers.authorization ?? "") });

const withoutAuthorization = ({ headers: { authorization: _, ...headers }, ...rest }: AwsRequest): AwsRequest => ({
  ...rest,
  headers,
});

/** What each service answers to the same offence: code and status. */
const answers: Record<string, Record<string, [code: string, status: number]>> = {
  sts: {
    missing: ["MissingAuthenticationToken", 403],
    incomplete: ["IncompleteSignature", 400],
    unknownKey: ["InvalidClientTokenId", 403],
    mismatch: ["SignatureDoesNotMatch", 403],
    unsigned: ["SignatureDoesNotMatch", 403],
    skewed: ["SignatureDoesNotMatch", 403],
    scope: ["SignatureDoesNotMatch", 403],
  },
  ec2: {
    missing: ["MissingAuthenticationToken", 403],
    incomplete: ["IncompleteSignature", 400],
    unknownKey: ["AuthFailure", 401],
    mismatch: ["AuthFailure", 401],
    unsigned: ["AuthFailure", 401],
    skewed: ["RequestExpired", 400],
    scope: ["AuthFailure", 401],
  },
  dynamodb: {
    missing: ["MissingAuthenticationTokenException", 400],
    incomplete: ["IncompleteSignatureException", 400],
    unknownKey: ["UnrecognizedClientException", 400],
    mismatch: ["InvalidSignatureException", 400],
    unsigned: ["InvalidSignatureException", 400],
    skewed: ["InvalidSignatureException", 400],
    scope: ["InvalidSignatureException", 400],
  },
  s3: {
    missing: ["AccessDenied", 403],
    incomplete: ["AuthorizationHeaderMalformed", 400],
    unknownKey: ["InvalidAccessKeyId", 403],
    mismatch: ["SignatureDoesNotMatch", 403],
    unsigned: ["AccessDenied", 403],
    skewed: ["RequestTimeTooSkewed", 403],
    scope: ["AuthorizationHeaderMalformed", 400],
  },
};

const offences: Record<string, (service: string) => Promise<unknown>> = {
  missing: (service) => verifyAt(withoutAuthorization(request(service)), service),
  incomplete: (service) =>
    verifyAt(
      authorization(request(service), (text) => text.replace(/, Signature=.*/, "")),
      service,
    ),
  unknownKey: (service) =>
    verifyAt(
      authorization(request(service), (text) => text.replace("AKIDATELIER", "AKIDOTHER")),
      service,
    ),
  mismatch: (service) => verifyAt({ ...request(service), method: "DELETE" }, service),
  unsigned: (service) => verifyAt(withHeaders(request(service), { "x-amz-acl": "public-read" }), service),
  skewed: (service) => verifyAt(request(service), service, signingTime + 15 * minutes + 1),
  scope: (service) => verifyAt(request(service === "s3" ? "ec2" : "s3"), service),
};

describe("refused signatures", () => {
  for (const [service, expected] of Object.entries(answers)) {
    for (const [offence, [code, status]] of Object.entries(expected)) {
      it(`are answered by ${service} with ${code} when it is a case of: ${offence}`, async () => {
        const commit = offences[offence];
        if (!commit) throw new Error(`no offence ${offence}`);
        expect(await refusalOf(commit(service))).to.include({ code, status });
      });
    }
  }

  it("include those whose host is not signed", async () => {
    const unsigned = authorization(request("sts"), (text) => text.replace(";host", "").replace("host;", ""));
    const error = await refusalOf(verifyAt(unsigned, "sts"));
    expect(error.message).to.include("'Host'");
    expect(error.status).to.equal(403);
  });

  it("include those for another day or with another end of scope", async () => {
    const otherDay = authorization(request("sts"), (text) => text.replace("/20261121/", "/20261120/"));
    expect((await refusalOf(verifyAt(otherDay, "sts"))).message).to.include("Date in Credential scope");
    const otherEnd = authorization(request("sts"), (text) => text.replace("aws4_request", "aws5_request"));
    expect((await refusalOf(verifyAt(otherEnd, "sts"))).message).to.include("5 slash-delimited elements");
    expect(scopeOf(otherEnd)).to.equal(undefined);
  });

  it("include those signed more than 15 minutes ahead, but no others", async () => {
    await verifyAt(request("sts"), "sts", signingTime - 15 * minutes);
    await verifyAt(request("sts"), "sts", signingTime + 15 * minutes);
    const early = await refusalOf(verifyAt(request("sts"), "sts", signingTime - 15 * minutes - 1));
    expect(early.message).to.include("Signature not yet current");
  });

  it("include presigned URLs from the moment that they expire", async () => {
    await verifyAt(presigned("s3", 60), "s3", signingTime + minutes);
    const error = await refusalOf(verifyAt(presigned("s3", 60), "s3", signingTime + minutes + 1));
    expect(error).to.include({ code: "AccessDenied", status: 403, message: "Request has expired" });
    await verifyAt(presigned("s3", 604_800), "s3", signingTime + 7 * day);
  });

  it("include presigned URLs whose time is no number of 1 to 604,800 seconds", async () => {
    for (const expires of [0, -1, 604_801, "soon", "1e3"]) {
      const error = await refusalOf(verifyAt(presigned("s3", expires), "s3"));
      expect(error, String(expires)).to.include({ code: "AuthorizationQueryParametersError", status: 400 });
    }
  });

  it("include presigned URLs that lack a parameter, and unsigned headers sent with one", async () => {
    const url = presigned("s3", 60);
    for (const name of ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"]) {
      const query = url.query
        .split("&")
        .filter((part) => !part.startsWith(`X-Amz-${name}=`))
        .join("&");
      const error = await refusalOf(verifyAt({ ...url, query }, "s3"));
      expect(error, name).to.include({ code: "AuthorizationQueryParametersError", status: 400 });
    }
    const error = await refusalOf(verifyAt(withHeaders(url, { "x-amz-acl": "public-read" }), "s3"));
    expect(error.message).to.equal("There were headers present in the request which were not signed");
  });

  it("include requests that are signed in two places, and times that are none", async () => {
    const both = { ...presigned("sts", 60), headers: request("sts").headers };
    expect(await refusalOf(verifyAt(both, "sts"))).to.include({ code: "IncompleteSignature" });
    const timeless = withHeaders(request("sts"), { "x-amz-date": "20261121T999999Z" });
    expect((await refusalOf(verifyAt(timeless, "sts"))).message).to.include("basic format");
  });

  it("include S3 requests that say nothing of their body, or nonsense", async () => {
    expect(await refusalOf(verifyAt(withoutHash(request("s3")), "s3"))).to.include({ code: "InvalidRequest" });
    const nonsense = withHeaders(request("s3"), { "x-amz-content-sha256": "sha" });
    expect(await refusalOf(verifyAt(nonsense, "s3"))).to.include({ code: "InvalidArgument", status: 400 });
  });

  it("name a service before they are verified, for routing", () => {
    expect(scopeOf(request("ssm"))).to.include({ service: "ssm", region: "eu-west-3", date: "20261121" });
    expect(scopeOf(presigned("s3", 60))).to.include({ service: "s3" });
    expect(scopeOf(withoutAuthorization(request("ssm")))).to.equal(undefined);
  });
});

const withoutHash = ({ headers: { "x-amz-content-sha256": _, ...headers }, ...rest }: AwsRequest): AwsRequest => ({
  ...rest,
  headers,
});
