import { expect } from "chai";
import { isInvocable } from "../../../src/services/lambda/permissions";
import type { Graph, Properties } from "../../../src/graph/graph";
import { graphWith } from "../../support/graph";

const functionArn = "arn:aws:lambda:eu-west-1:000000000000:function:worker";
const bucket = { service: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::photos" };
const permission = { action: "lambda:InvokeFunction", function: "worker", principal: "s3.amazonaws.com" };

const graphOf = (inputs: Properties): Graph => graphWith([{ type: "aws:lambda/permission:Permission", inputs }]);

describe("services/lambda/permissions", () => {
  const allowing: [string, Properties][] = [
    ["names the function", {}],
    ["names it by ARN", { function: functionArn }],
    ["names it by a partial ARN", { function: "000000000000:function:worker" }],
    ["names it by its unpublished version", { function: `${functionArn}:$LATEST` }],
    ["allows all of Lambda", { action: "lambda:*" }],
    ["allows everything", { action: "*" }],
    ["writes the action as the onEvent of Pulumi's topics does", { action: "lambda:invokeFunction" }],
    ["is for everybody", { principal: "*" }],
    ["names the bucket", { sourceArn: bucket.sourceArn }],
    ["covers the bucket by a pattern", { sourceArn: "arn:aws:s3:::ph*" }],
    ["names the account", { sourceAccount: "000000000000" }],
  ];
  for (const [what, inputs] of allowing) {
    it(`lets a service invoke where the permission ${what}`, () => {
      expect(isInvocable(graphOf({ ...permission, ...inputs }), functionArn, bucket)).to.equal(true);
    });
  }

  const refusing: [string, Properties][] = [
    ["is for another service", { principal: "sns.amazonaws.com" }],
    ["is for another function", { function: "other" }],
    ["is for a version of it", { qualifier: "1" }],
    ["is for an alias of it, by ARN", { function: `${functionArn}:live` }],
    ["is for another action", { action: "lambda:GetFunction" }],
    ["is for another bucket", { sourceArn: "arn:aws:s3:::other" }],
    ["is for another account", { sourceAccount: "111111111111" }],
  ];
  for (const [what, inputs] of refusing) {
    it(`does not where the permission ${what}`, () => {
      expect(isInvocable(graphOf({ ...permission, ...inputs }), functionArn, bucket)).to.equal(false);
    });
  }
});
