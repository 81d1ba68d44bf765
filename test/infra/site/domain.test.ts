import { expect } from "chai";
import { type Graph, objects, ofType, type Properties, text } from "../../../packages/offline/src/graph/graph";
import { graphOf, only } from "../../../packages/offline/test/support/graph";
import { watched } from "../../support/graphs";
import { inputsOf } from "../../support/site";

const distributionType = "aws:cloudfront/distribution:Distribution";
const certificateType = "aws:acm/certificate:Certificate";
const validationType = "aws:acm/certificateValidation:CertificateValidation";
const recordType = "aws:route53/record:Record";

const name = "www.example.org";
const zoneId = "Z0123456789ABC";

describe("infra/site: a domain of one's own", () => {
  let graph: Graph;
  before(async () => (graph = await watched()));

  const record = (suffix: string): Properties => inputsOf(graph, recordType, `site-${suffix}`);

  it("has a certificate where CloudFront looks for one, by the stack's own provider", () => {
    expect(graph.region).to.equal("eu-west-3");
    expect(inputsOf(graph, certificateType)).to.deep.equal({
      domainName: name,
      validationMethod: "DNS",
      region: "us-east-1",
    });
    expect(inputsOf(graph, validationType).region).to.equal("us-east-1");
    // One of its own would read nothing of `aws:*`, and on an emulator reach AWS itself.
    expect(ofType(graph, "pulumi:providers:aws")).to.be.empty;
  });

  it("is proven by the record that ACM asks for", () => {
    const { outputs } = only(graph, certificateType);
    const [option = {}] = objects(outputs, "domainValidationOptions");
    expect(option.resourceRecordName).to.match(/^_\w+\.www\.example\.org\.$/);
    expect(record("validation")).to.deep.equal({
      zoneId,
      name: option.resourceRecordName,
      type: "CNAME",
      records: [option.resourceRecordValue],
      ttl: 300,
      allowOverwrite: true,
    });
    expect(inputsOf(graph, validationType)).to.deep.include({
      certificateArn: outputs.arn,
      validationRecordFqdns: [only(graph, recordType, "site-validation").outputs.fqdn],
    });
  });

  it("is served with the certificate once that is valid, by TLS 1.2 of 2021 or later (CloudFront.7, 8 and 15)", () => {
    const distribution = only(graph, distributionType);
    expect(distribution.inputs).to.deep.include({
      aliases: [name],
      viewerCertificate: {
        acmCertificateArn: only(graph, certificateType).outputs.arn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
    });
    const [validation, served] = [only(graph, validationType), distribution].map((one) => graph.resources.indexOf(one));
    expect(validation).to.be.below(Number(served));
  });

  it("leads to the distribution by both versions of IP", () => {
    const { outputs } = only(graph, distributionType);
    const aliases = [{ name: outputs.domainName, zoneId: outputs.hostedZoneId, evaluateTargetHealth: false }];
    // What the recording does not know of a distribution is absent on both sides.
    const expected = (type: string): unknown => JSON.parse(JSON.stringify({ zoneId, name, type, aliases }));
    expect(record("a")).to.deep.equal(expected("A"));
    expect(record("aaaa")).to.deep.equal(expected("AAAA"));
    expect(ofType(graph, recordType)).to.have.length(3);
  });

  it("is the site's address, and the one origin that the API and the buckets of uploads let in", () => {
    const origin = `https://${name}`;
    expect(graph.outputs.siteUrl).to.equal(origin);
    const rules = ofType(graph, "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration");
    const allowed = rules.flatMap(({ inputs }) => objects(inputs, "corsRules").map((rule) => rule.allowedOrigins));
    expect(allowed).to.deep.equal([[origin], [origin]]);
    expect(text(inputsOf(graph, "aws:apigateway/restApi:RestApi"), "body"))
      .to.contain(`'${origin}'`)
      .and.to.not.contain("'*'");
    expect(JSON.stringify(graph.resources.map(({ inputs }) => inputs))).to.not.contain('"ALLOWED_ORIGIN":"*"');
  });

  it("is left out where the configuration has none: then the address is CloudFront's, and the origin its own matter", async () => {
    const without = await graphOf("prod");
    for (const type of [certificateType, validationType, recordType]) expect(ofType(without, type), type).to.be.empty;
    const { inputs, outputs } = only(without, distributionType);
    expect(inputs).to.not.have.property("aliases");
    expect(without.outputs.siteUrl).to.equal(`https://${String(outputs.domainName)}`);
    expect(text(inputsOf(without, "aws:apigateway/restApi:RestApi"), "body")).to.contain("'*'");
  });
});
