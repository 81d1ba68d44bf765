import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { ofType } from "../../src/graph/graph";
import { output, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";

describe("offline: a folder that is synced with a bucket (S3BucketFolder)", () => {
  let host: Host;
  before(async () => (host = await testHost({ program: programFolder("synced-folder"), stack: "dev" })));
  after(() => host?.close());

  it("has its files there, with their types, for everybody where its ACL says so", async () => {
    const url = output(host, "siteUrl");
    const page = await rawRequest(url, "GET", "/");
    expect([page.status, page.headers["content-type"], page.body]).to.deep.equal([
      200,
      "text/html",
      "<h1>synced</h1>\n",
    ]);
    const style = await rawRequest(url, "GET", "/styles/site.css");
    expect([style.status, style.headers["content-type"]]).to.deep.equal([200, "text/css"]);
  });

  it("leaves hidden files out, unless it is to include them", () => {
    const keys = ofType(host.graph, "aws:s3/bucketObject:BucketObject").map(({ outputs }) => outputs.key);
    expect(keys).to.have.members(["index.html", "styles/site.css"]);
  });
});
