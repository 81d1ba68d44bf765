import { expect } from "chai";
import { UserError } from "../../../src/errors";
import { declaredSet, field, rule, testFirewall, visibility } from "../../support/firewall";

const contains = (searchString: string) => ({
  byteMatchStatement: { searchString, positionalConstraint: "CONTAINS", ...field({ uriPath: {} }) },
});
const allow = { action: { allow: {} } };
const count = { action: { count: {} } };

describe("services/waf: rules", () => {
  it("end with the first that allows or blocks, by priority", () => {
    const { judge } = testFirewall([
      rule("blocks", contains("a"), { priority: 2 }),
      rule("allows", contains("ab"), { priority: 1, ...allow }),
    ]);
    expect(["/a", "/ab", "/"].map((path) => judge({ path }).isBlocked)).to.deep.equal([true, false, false]);
  });

  it("leave the rest to the default action", () => {
    const { judge } = testFirewall([rule("allows", contains("a"), allow)], {
      inputs: { defaultAction: { block: {} } },
    });
    expect(["/a", "/"].map((path) => judge({ path }).isBlocked)).to.deep.equal([false, true]);
  });

  it("answer as they say, with bodies that the web ACL holds", () => {
    const customResponse = {
      responseCode: 429,
      customResponseBodyKey: "slow",
      responseHeaders: [{ name: "Retry-After", value: "60" }],
    };
    const customResponseBodies = [{ key: "slow", contentType: "APPLICATION_JSON", content: '{"slow":true}' }];
    const { judge } = testFirewall([rule("one", contains("a"), { action: { block: { customResponse } } })], {
      inputs: { customResponseBodies },
    });
    expect(judge({ path: "/a" })).to.deep.equal({
      isBlocked: true,
      response: {
        status: 429,
        headers: [
          ["Content-Type", "application/json"],
          ["Retry-After", "60"],
        ],
        body: '{"slow":true}',
      },
    });
  });

  it("insert headers that no caller can mean, and go on after counting", () => {
    const handling = (name: string) => ({ customRequestHandling: { insertHeaders: [{ name, value: "1" }] } });
    const { judge } = testFirewall([
      rule("counts", contains("a"), { action: { count: handling("counted") } }),
      rule("allows", contains("b"), { priority: 2, action: { allow: handling("allowed") } }),
    ]);
    expect(judge({ path: "/ab" })).to.deep.equal({
      isBlocked: false,
      insertedHeaders: [
        ["x-amzn-waf-counted", "1"],
        ["x-amzn-waf-allowed", "1"],
      ],
    });
  });

  it("tell those after them by labels", () => {
    const labelled = rule("labels", contains("a"), { ...count, ruleLabels: [{ name: "kind:strange" }] });
    const asking = (key: string, scope: string) =>
      testFirewall([labelled, rule("asks", { labelMatchStatement: { key, scope } }, { priority: 2 })]);
    for (const [key, scope] of [
      ["kind:strange", "LABEL"],
      ["awswaf:000000000000:webacl:site:kind:strange", "LABEL"],
      ["kind:", "NAMESPACE"],
    ] as const) {
      const { judge } = asking(key, scope);
      expect([key, judge({ path: "/a" }).isBlocked, judge({ path: "/b" }).isBlocked]).to.deep.equal([key, true, false]);
    }
    expect(asking("strange", "LABEL").judge({ path: "/a" }).isBlocked).to.equal(false);
  });

  it("challenge nobody, and say so", () => {
    const { judge, told } = testFirewall([rule("asks", contains("a"), { action: { captcha: {} } })]);
    expect(judge({ path: "/a" }).isBlocked).to.equal(false);
    expect(told.join()).to.match(/the rule asks does nothing here: captcha/);
  });

  describe("by rate", () => {
    const rated = (more: object = {}) =>
      testFirewall([
        rule("rate", { rateBasedStatement: { limit: 10, aggregateKeyType: "IP", evaluationWindowSec: 60, ...more } }),
      ]);

    it("block an address that is over its limit until its requests have passed out of the window", async () => {
      const { judge, clock } = rated();
      const many = (ip: string, times: number) => Array.from({ length: times }, () => judge({ ip }).isBlocked);
      expect(many("203.0.113.7", 11)).to.deep.equal([...Array.from({ length: 10 }, () => false), true]);
      expect(judge({ ip: "203.0.113.8" }).isBlocked).to.equal(false);
      await clock.advance(30_000);
      expect(judge().isBlocked).to.equal(true);
      await clock.advance(34_000);
      expect(judge().isBlocked).to.equal(false);
    });

    it("count only what they are scoped down to", () => {
      const { judge } = rated({ scopeDownStatement: contains("/login") });
      const ask = (path: string) => Array.from({ length: 11 }, () => judge({ path }).isBlocked).at(-1);
      expect([ask("/"), ask("/login"), judge({ path: "/" }).isBlocked]).to.deep.equal([false, true, false]);
    });

    it("go by the first address that a header says, if they are told to", () => {
      const forwardedIpConfig = { headerName: "X-Forwarded-For", fallbackBehavior: "MATCH" };
      const { judge } = rated({ aggregateKeyType: "FORWARDED_IP", forwardedIpConfig });
      const ask = (value: string) => judge({ headers: [["X-Forwarded-For", value]] }).isBlocked;
      const many = Array.from({ length: 11 }, () => ask("192.0.2.1, 10.0.0.1"));
      expect([many.at(-2), many.at(-1), ask("192.0.2.2"), ask("nobody")]).to.deep.equal([false, true, false, true]);
      expect(judge({ headers: [] }).isBlocked).to.equal(false);
    });
  });

  describe("of a group", () => {
    const group = () =>
      declaredSet("ruleGroup:RuleGroup", {
        name: "shared",
        capacity: 10,
        rules: [
          rule("inner", contains("a"), { ruleLabels: [{ name: "seen" }] }),
          rule("other", contains("b"), { priority: 2 }),
        ],
        ...visibility("shared"),
      });
    const grouped = (more: object = {}, reference: object = {}) => {
      const { arn, resource } = group();
      const statement = { ruleGroupReferenceStatement: { arn, ...reference } };
      const outer = rule("outer", statement, { action: undefined, overrideAction: { none: {} }, ...more });
      const labels = { key: "awswaf:000000000000:rulegroup:shared:seen", scope: "LABEL" };
      const after = rule("after", { labelMatchStatement: labels }, { priority: 2, ...count });
      return testFirewall([outer, after], { resources: [resource] });
    };

    it("do what they say", () => {
      const { judge } = grouped();
      expect(["/a", "/b", "/c"].map((path) => judge({ path }).isBlocked)).to.deep.equal([true, true, false]);
    });

    it("only count where the web ACL overrides the group, and leave their labels", () => {
      const { judge, counts } = grouped({ overrideAction: { count: {} } });
      expect(["/a", "/b"].map((path) => judge({ path }).isBlocked)).to.deep.equal([false, false]);
      expect(counts()).to.include({ "CountedRequests metric-outer": 2, "CountedRequests metric-after": 1 });
    });

    it("do something else where the web ACL says so of one", () => {
      const { judge } = grouped({}, { ruleActionOverrides: [{ name: "inner", actionToUse: { count: {} } }] });
      expect(["/a", "/b"].map((path) => judge({ path }).isBlocked)).to.deep.equal([false, true]);
    });
  });

  it("are counted by rule and in all, and what none ended by the default action", () => {
    const { judge, counts } = testFirewall([
      rule("counts", contains("a"), count),
      rule("blocks", contains("ab"), { priority: 2 }),
    ]);
    for (const path of ["/", "/a", "/ab"]) judge({ path });
    expect(counts()).to.deep.equal({
      "AllowedRequests ALL": 2,
      "AllowedRequests Default_Action": 2,
      "CountedRequests ALL": 2,
      "CountedRequests metric-counts": 2,
      "BlockedRequests ALL": 1,
      "BlockedRequests metric-blocks": 1,
    });
  });

  describe("in the log", () => {
    const rules = [rule("blocks", contains("a"), { ruleLabels: [{ name: "seen" }] })];
    const headers = [
      ["Authorization", "Bearer secret-token"],
      ["X-Kind", "one"],
    ] as const;

    it("are told of with the request, without what is to be redacted", () => {
      const redactedFields = [{ singleHeader: { name: "authorization" } }, { queryString: {} }];
      const { judge, records } = testFirewall(rules, { logging: { redactedFields } });
      judge({ path: "/v1/a", query: "key=secret-key", headers });
      const [record] = records;
      expect(record).to.deep.include({
        ...{ formatVersion: 1, terminatingRuleId: "blocks", terminatingRuleType: "REGULAR", action: "BLOCK" },
        ...{ httpSourceName: "APIGW", httpSourceId: "000000000000:abc:v1" },
        labels: [{ name: "awswaf:000000000000:webacl:site:seen" }],
      });
      expect(record?.httpRequest).to.deep.include({
        ...{ clientIp: "203.0.113.7", uri: "/v1/a", args: "REDACTED", httpMethod: "GET", requestId: "request-1" },
        headers: [
          { name: "Authorization", value: "REDACTED" },
          { name: "X-Kind", value: "one" },
        ],
      });
      expect(JSON.stringify(records)).to.not.contain("secret");
    });

    it("are left out where the filter drops them", () => {
      const filters = [
        { behavior: "KEEP", requirement: "MEETS_ANY", conditions: [{ actionCondition: { action: "BLOCK" } }] },
      ];
      const { judge, records } = testFirewall(rules, {
        logging: { loggingFilter: { defaultBehavior: "DROP", filters } },
      });
      judge({ path: "/a" });
      judge({ path: "/b" });
      expect(records.map(({ action }) => action)).to.deep.equal(["BLOCK"]);
    });

    it("go to log groups of the name that AWS demands, and nowhere else", () => {
      const to = (arn: string) => testFirewall(rules, { logging: { logDestinationConfigs: [arn] } });
      expect(() => to("arn:aws:logs:eu-west-1:0:log-group:site")).to.throw(UserError, /begin with aws-waf-logs-/);
      expect(to("arn:aws:s3:::aws-waf-logs-site").told.join()).to.match(/writes no log here to arn:aws:s3:::/);
    });
  });
});
