import { expect } from "chai";
import { rulesOf } from "../../../src/services/events/declared";
import { unsentSources } from "../../../src/services/events/unsent-sources";
import { graphWith } from "../../support/graph";

/** What is said of a rule with these sources. */
function said(source: unknown[], eventbridge?: boolean): string[] {
  const graph = graphWith([
    { type: "aws:cloudwatch/eventRule:EventRule", inputs: { name: "one", eventPattern: JSON.stringify({ source }) } },
    { type: "aws:s3/bucketNotification:BucketNotification", inputs: { bucket: "photos", eventbridge } },
  ]);
  return unsentSources(rulesOf(graph, 0), graph).map(({ text }) => text);
}

describe("services/events: rules that wait for what nothing sends", () => {
  it("are said where they wait for AWS's services alone", () => {
    const text = "rule one gets no events of aws.ec2, aws.health: nothing sends them here";
    expect(said(["aws.ec2", "aws.health"])).to.deep.equal([text]);
    expect(said([{ prefix: "aws.ec2" }])).to.have.length(1);
    expect(said(["aws.ec2", "shop"])).to.deep.equal([]);
    expect(said([{ "anything-but": "aws.ec2" }])).to.deep.equal([]);
  });

  it("are said where they wait for S3, and no bucket tells EventBridge", () => {
    expect(said(["aws.s3"], true)).to.deep.equal([]);
    expect(said(["aws.s3"])).to.deep.equal([
      "rule one gets no events of aws.s3: no bucket has a BucketNotification with eventbridge",
    ]);
  });
});
