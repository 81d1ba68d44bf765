import { expect } from "chai";
import { Identities } from "../../../offline/aws/identities";
import { Judge } from "../../../offline/aws/judge";
import { DataFolder } from "../../../offline/data";
import { UserError } from "../../../offline/errors";
import { text } from "../../../offline/program/graph";
import { graphWith, only } from "../../support/graph";
import { allow, policy } from "../../support/policies";

const bucketWith = (document: unknown) =>
  graphWith([
    { type: "aws:s3/bucket:Bucket", inputs: { bucket: "photos" } },
    { type: "aws:s3/bucketPolicy:BucketPolicy", name: "private", inputs: { bucket: "photos", policy: document } },
  ]);

const roleWith = (document: unknown, inputs: object = {}) =>
  graphWith([
    { type: "aws:iam/role:Role", inputs: { name: "reader", ...inputs } },
    { type: "aws:iam/rolePolicy:RolePolicy", name: "reading", inputs: { role: "reader", policy: document } },
    { type: "aws:iam/rolePolicy:RolePolicy", name: "good", inputs: { role: "reader", policy: policy(allow("s3:*")) } },
  ]);

describe("offline/aws: policies that the program declares", () => {
  let data: DataFolder;

  beforeEach(() => {
    data = DataFolder.open(undefined);
  });

  afterEach(() => data.close());

  const judgeOf = (graph: ReturnType<typeof graphWith>) => new Judge(graph, (message) => expect.fail(message));
  const identitiesOf = (graph: ReturnType<typeof graphWith>) => new Identities(graph, data, {});

  const refused: [string, unknown, string][] = [
    ["is no JSON", '{"Statement": [', "it is no JSON: "],
    ["has no statement", '{"Version":"2012-10-17"}', "A policy document needs a Statement."],
    ["is no object", '"*"', "A policy document must be an object."],
    ["is missing", undefined, "A policy document must be an object."],
  ];
  for (const [what, document, message] of refused) {
    it(`stop the start where a bucket's ${what}, and are named with their bucket`, () => {
      expect(() => judgeOf(bucketWith(document)))
        .to.throw(UserError)
        .with.property("message")
        .that.contains(`AWS would refuse the policy "private" of bucket photos: ${message}`);
    });

    it(`stop the start where a role's ${what}, and are named with their role`, () => {
      expect(() => identitiesOf(roleWith(document)))
        .to.throw(UserError)
        .with.property("message")
        .that.contains(`AWS would refuse the policy "reading" of role reader: ${message}`);
    });
  }

  it("stop the start where a bucket's names nobody, and where a role's own list has a bad one", () => {
    const nobody = JSON.stringify(policy(allow("s3:GetObject")));
    expect(() => judgeOf(bucketWith(nobody))).to.throw(UserError, /of bucket photos: .*needs a Principal/);
    const inlinePolicies = [{ name: "inline", policy: JSON.stringify(policy(allow("GetObject"))) }];
    const graph = roleWith(policy(allow("s3:*")), { inlinePolicies });
    expect(() => identitiesOf(graph)).to.throw(
      UserError,
      /the policy "inline" of role reader: .*"GetObject" is no action/,
    );
  });

  it("are none where the role's own list has an empty one", () => {
    identitiesOf(roleWith(policy(allow("s3:*")), { inlinePolicies: [{}] }));
  });

  it("may be texts or objects", () => {
    for (const write of [JSON.stringify, (document: object) => document]) {
      const graph = roleWith(write(policy(allow("sqs:SendMessage"))));
      const role = identitiesOf(graph).ofRole(text(only(graph, "aws:iam/role:Role").outputs, "arn"));
      expect(role?.policy({ action: "sqs:SendMessage", resource: "arn:aws:sqs:eu-west-1:000000000000:q" })).to.equal(
        "allow",
      );
      judgeOf(bucketWith(write(policy(allow("s3:GetObject", "*", { Principal: "*" })))));
    }
  });
});
