import { expect } from "chai";
import {
  type Graph,
  object,
  objects,
  ofType,
  optionalText,
  type Properties,
  type Resource,
  text,
} from "../../../packages/offline/src/graph/graph";
import { graphOf, only } from "../../../packages/offline/test/support/graph";
import { guarded, signedIn } from "../../support/graphs";

const webAclType = "aws:wafv2/webAcl:WebAcl";
const distributionType = "aws:cloudfront/distribution:Distribution";

const webAcl = (graph: Graph, what: "api" | "site"): Resource => only(graph, webAclType, `firewall-${what}`);

const rulesOf = (graph: Graph, what: "api" | "site"): Properties[] => objects(webAcl(graph, what).inputs, "rules");

const namesOf = (rules: Properties[]): unknown[] => rules.map(({ name }) => name);

const managed = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesCommonRuleSet",
];

describe("infra/firewall", () => {
  it("stands before the API's stage, and counts requests there where nothing stands before that", async () => {
    const graph = await signedIn();
    expect(ofType(graph, webAclType).map(({ inputs }) => inputs.scope)).to.deep.equal(["REGIONAL"]);
    expect(only(graph, "aws:wafv2/webAclAssociation:WebAclAssociation").inputs).to.deep.equal({
      resourceArn: only(graph, "aws:apigateway/stage:Stage").outputs.arn,
      webAclArn: webAcl(graph, "api").outputs.arn,
    });
    const [rate, ...others] = rulesOf(graph, "api");
    expect(rate).to.deep.include({
      name: "rate",
      action: { block: {} },
      statement: { rateBasedStatement: { limit: 100, evaluationWindowSec: 300, aggregateKeyType: "IP" } },
    });
    expect(namesOf(others)).to.deep.equal(managed);
  });

  it("stands before CloudFront as well, and counts people's own addresses there", async () => {
    const graph = await guarded();
    expect(webAcl(graph, "site").inputs.scope).to.equal("CLOUDFRONT");
    expect(only(graph, distributionType).inputs.webAclId).to.equal(webAcl(graph, "site").outputs.arn);
    expect(namesOf(rulesOf(graph, "site"))).to.deep.equal(["rate", ...managed]);
    expect(namesOf(rulesOf(graph, "api")), "the stage sees the edge's addresses").to.deep.equal(managed);
  });

  it("is in us-east-1 before CloudFront, with its logs, by the stack's own keys and endpoints", async () => {
    const graph = await guarded();
    const provider = only(graph, "pulumi:providers:aws", "firewall-us-east-1");
    expect(provider.inputs.region).to.equal("us-east-1");
    for (const resource of [
      webAcl(graph, "site"),
      only(graph, "aws:cloudwatch/logGroup:LogGroup", "aws-waf-logs-firewall-site"),
    ]) {
      expect(text(resource.outputs, "arn"), resource.name).to.contain(":us-east-1:");
    }
    expect(text(webAcl(graph, "api").outputs, "arn")).to.contain(":eu-west-3:");
    const local = await graphOf("localstack", { cdn: "true", waf: "true" });
    expect(
      local.resources.some(({ name }) => name === "firewall-us-east-1"),
      "a stack that is there",
    ).to.equal(false);
    expect(webAcl(local, "site").inputs.scope).to.equal("CLOUDFRONT");
  });

  it("lets through bodies as large as the API takes, and holds to all else that AWS's groups say", async () => {
    for (const graph of [await guarded(), await signedIn()]) {
      const overrides = rulesOf(graph, "api")
        .map(({ statement }) => object(Object(statement), "managedRuleGroupStatement"))
        .flatMap((group) => objects(group, "ruleActionOverrides"));
      expect(overrides).to.deep.equal([{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }]);
    }
    for (const rule of rulesOf(await guarded(), "site").slice(1))
      expect(rule.overrideAction).to.deep.equal({ none: {} });
  });

  it("is measured and sampled, rule by rule, under names of their own", async () => {
    const graph = await guarded();
    const shown = (["api", "site"] as const).flatMap((what) =>
      [webAcl(graph, what).inputs, ...rulesOf(graph, what)].map((one) => object(one, "visibilityConfig")),
    );
    for (const one of shown) expect(one).to.include({ cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true });
    const names = shown.map(({ metricName }) => metricName);
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(name).to.match(/^[\w-]{1,128}$/);
  });

  it("logs for as long as the stack keeps logs, into groups that WAF takes and may write into (CKV2_AWS_31)", async () => {
    const graph = await guarded();
    for (const what of ["api", "site"] as const) {
      const group = only(graph, "aws:cloudwatch/logGroup:LogGroup", `aws-waf-logs-firewall-${what}`);
      expect(group.inputs).to.deep.equal({ retentionInDays: 14 });
      const logging = only(
        graph,
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        `firewall-${what}`,
      );
      expect(logging.inputs).to.deep.include({
        resourceArn: webAcl(graph, what).outputs.arn,
        logDestinationConfigs: [group.outputs.arn],
      });
      const policy = only(graph, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy", `firewall-${what}`);
      const { Statement } = JSON.parse(text(policy.inputs, "policyDocument"));
      expect(Statement).to.have.length(1);
      expect(Statement[0]).to.deep.include({
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Resource: `${text(group.outputs, "arn")}:*`,
      });
      expect(Statement[0].Condition.StringEquals).to.deep.equal({ "aws:SourceAccount": "000000000000" });
    }
  });

  it("shows keys, tokens and cookies neither in logs nor among samples", async () => {
    const graph = await guarded();
    const secrets = ["authorization", "x-api-key", "cookie"];
    for (const { inputs } of ofType(graph, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")) {
      const redacted = objects(inputs, "redactedFields").map((field) => object(field, "singleHeader").name);
      expect(redacted).to.have.members(secrets);
    }
    for (const { inputs } of ofType(graph, webAclType)) {
      const [protection = {}] = objects(object(inputs, "dataProtectionConfig"), "dataProtections");
      expect(protection.action).to.equal("SUBSTITUTION");
      expect(object(protection, "field")).to.deep.equal({ fieldType: "SINGLE_HEADER", fieldKeys: secrets });
    }
  });

  it("answers what it keeps out as a problem, where the API's stage does", async () => {
    const document = JSON.parse(text(only(await guarded(), "aws:apigateway/restApi:RestApi").inputs, "body"));
    expect(document["x-amazon-apigateway-gateway-responses"].WAF_FILTERED.statusCode).to.equal(403);
  });

  it("is nowhere unless the stack asks for it", async () => {
    const graph = await graphOf("prod");
    expect(graph.resources.filter(({ type, name }) => /wafv2/.test(type) || /waf/.test(name))).to.deep.equal([]);
    expect(optionalText(only(graph, distributionType).inputs, "webAclId")).to.equal(undefined);
  });
});
