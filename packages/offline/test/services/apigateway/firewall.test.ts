import { expect } from "chai";
import type { Firewall, InspectedRequest, Verdict } from "../../../src/protocol/firewall";
import { answeredBy, echo, testGateway, type TestGatewayOptions } from "../../support/gateway";

/** A gateway behind a firewall that says what a test says, and what that was asked. */
function guarded(verdict: Verdict, inspectedBytes = 0, more: Partial<TestGatewayOptions> = {}) {
  const seen: InspectedRequest[] = [];
  const firewall: Firewall = {
    webAclArn: "arn:of:acl",
    inspectedBytes,
    judge(request) {
      seen.push(request);
      return verdict;
    },
  };
  const made = testGateway({
    firewall,
    functions: { echo },
    document: {
      openapi: "3.0.1",
      info: { title: "guarded", version: "1" },
      paths: { "/here": { get: answeredBy("echo"), post: answeredBy("echo") } },
    },
    ...more,
  });
  return { ...made, seen };
}

const passes: Verdict = { isBlocked: false, insertedHeaders: [["x-amzn-waf-kind", "known"]] };
const blocks: Verdict = { isBlocked: true };

describe("services/apigateway: the firewall before a stage", () => {
  it("sees a request as it came, with the stage in its path", async () => {
    const { ask, seen } = guarded(passes, 4);
    const { status, body } = await ask("/here?a=%20", { "x-kind": "one" }, "POST", "hello");
    expect(status).to.equal(200);
    expect(JSON.parse(body).body).to.equal("hello");
    expect(seen[0]).to.deep.include({
      ...{ method: "POST", path: "/v1/here", query: "a=%20", ip: "127.0.0.1" },
      ...{ body: Buffer.from("hell"), isBodyCut: true },
    });
    expect(seen[0]?.headers).to.deep.include(["X-Kind", "one"]);
  });

  it("has no body read that it does not look at", async () => {
    const { ask, seen } = guarded(blocks);
    expect((await ask("/here", {}, "POST", "hello")).status).to.equal(403);
    expect(seen[0]).to.deep.include({ body: Buffer.alloc(0) });
  });

  it("writes its headers in the place of a caller's own", async () => {
    const { body } = await guarded(passes).ask("/here", { "x-amzn-waf-kind": "forged" });
    const { multiValueHeaders } = JSON.parse(body);
    expect(multiValueHeaders["x-amzn-waf-kind"]).to.deep.equal(["known"]);
    expect(JSON.stringify(multiValueHeaders)).to.not.contain("forged");
  });

  it("is asked before the route is looked for", async () => {
    expect((await guarded(blocks).ask("/nowhere")).body).to.equal('{"message":"Forbidden"}');
    expect((await guarded(passes).ask("/nowhere")).body).to.equal('{"message":"Missing Authentication Token"}');
  });

  it("is told of in the access log", async () => {
    const accessLogFormat = "$context.wafResponseCode $context.waf.status $context.webaclArn $context.status";
    const lines = [];
    for (const verdict of [passes, blocks]) {
      const { ask, accessLog } = guarded(verdict, 0, { accessLogFormat });
      await ask("/here");
      lines.push(...accessLog);
    }
    expect(lines).to.deep.equal(["WAF_ALLOW 200 arn:of:acl 200", "WAF_BLOCK 403 arn:of:acl 403"]);
  });
});
