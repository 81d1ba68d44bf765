import { expect } from "chai";
import { AccessControl } from "../../../src/protocol/access-control";
import type { AwsResponse } from "../../../src/protocol/service";
import type { Sender } from "../../../src/protocol/targets";
import { visitorsTo } from "../../../src/services/s3/access/visitors";
import { denial } from "../../../src/services/s3/errors";
import { websiteEndpoint } from "../../../src/services/s3/website/address";
import { allow, policy } from "../../support/policies";
import { type Fixture, location, startS3 } from "../../support/s3";

const mine = "arn:aws:cloudfront::123456789012:distribution/MINE";
const condition = { StringEquals: { "aws:SourceArn": mine, "aws:SourceAccount": location.account } };
const document = JSON.stringify(
  policy(
    allow("s3:GetObject", "arn:aws:s3:::photos/*", {
      Principal: { Service: "cloudfront.amazonaws.com" },
      Condition: condition,
    }),
    allow("s3:GetObject", "arn:aws:s3:::photos/public/*", { Principal: { AWS: "*" } }),
    allow("s3:GetObject", "arn:aws:s3:::photos/account/*", {
      Principal: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": location.account } },
    }),
  ),
);

describe("S3 as an origin of distributions", () => {
  let fixture: Fixture;
  const told: string[] = [];
  before(async () => {
    const resource = { arn: "arn:aws:s3:::photos", label: "bucket photos", document };
    const accessControl = new AccessControl(location, [resource], (text) => told.push(text));
    const identities = { ofRole: () => undefined };
    const website = { urn: "urn", resource: "site", index: "index.html", rules: [] };
    fixture = await startS3({
      buckets: [{ name: "photos", website }, { name: "other" }],
      visitors: visitorsTo({ accessControl, identities, location, denial }, new Set()),
    });
    for (const key of ["private/page", "public/page", "account/page"]) await put(key);
  });
  after(() => fixture.stop());

  const put = (key: string) =>
    fixture.s3.aws.handle({
      request: { method: "PUT", path: `/photos/${key}`, query: "", headers: {}, body: [Buffer.from(key)] },
      ...{ requestId: "put", callerArn: "", may: () => true, authorize: () => undefined },
    });
  const distribution = (sourceArn: string): Sender => ({ service: "cloudfront.amazonaws.com", sourceArn });
  const origin = () => {
    if (!fixture.s3.visits) throw new Error("nobody visits");
    return fixture.s3.visits;
  };
  const fetched = (
    path: string,
    sender?: Sender,
    host = "photos.s3.eu-central-1.amazonaws.com",
  ): Promise<AwsResponse> => origin().handle({ method: "GET", path, query: "", headers: { host }, body: [] }, sender);

  it("owns the names of its buckets and of their websites, and no others", () => {
    const owned = [
      ...["photos.s3.amazonaws.com", "photos.s3.eu-central-1.amazonaws.com", "photos.s3-eu-west-1.amazonaws.com"],
      ...["photos.s3-website.eu-central-1.amazonaws.com", "photos.s3-website-eu-west-1.amazonaws.com"],
      "photos.s3-website.localhost.localstack.cloud",
    ];
    for (const host of owned) expect(origin().owns(host), host).to.equal(true);
    const others = [
      "s3.amazonaws.com",
      "nobody.s3.amazonaws.com",
      "photos.example.org",
      "photos.s3.amazonaws.com.example",
    ];
    for (const host of others) expect(origin().owns(host), host).to.equal(false);
  });

  it("gives a distribution what the bucket's policy gives it, for its own ARN alone", async () => {
    const answer = await fetched("/private/page", distribution(mine));
    expect([answer.status, String(answer.body)]).to.deep.equal([200, "private/page"]);
    expect((await fetched("/private/page", distribution(`${mine}2`))).status).to.equal(403);
    expect(told.join()).to.contain("cloudfront.amazonaws.com").and.contain("s3:GetObject");
  });

  it("gives whoever does not sign what everybody may read", async () => {
    expect((await fetched("/public/page")).status).to.equal(200);
    expect((await fetched("/private/page")).status).to.equal(403);
    expect((await fetched("/account/page")).status).to.equal(403);
  });

  it("answers by a website's name as the website, whoever asks", async () => {
    const host = websiteEndpoint("photos", "eu-central-1");
    const answer = await fetched("/private/page", distribution(mine), host);
    expect(answer.status).to.equal(403);
    expect(String(answer.body)).to.contain("<h1>403 Forbidden</h1>");
    expect((await fetched("/public/page", undefined, host)).status).to.equal(200);
    expect((await fetched("/", undefined, websiteEndpoint("other", "eu-central-1"))).status).to.equal(404);
  });
});

describe("S3 website endpoints", () => {
  it("have a dash before the region where it is an old one, and a dot elsewhere", () => {
    expect(websiteEndpoint("a", "us-east-1")).to.equal("a.s3-website-us-east-1.amazonaws.com");
    expect(websiteEndpoint("a", "eu-central-1")).to.equal("a.s3-website.eu-central-1.amazonaws.com");
  });
});
