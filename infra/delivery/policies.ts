import { boundaryArn, type Owner, policyArn, passphraseParameter, roleArn, roleNames } from "./names";
import { groups } from "./permissions";
import type { Conditions, Permission, Permissions } from "./permissions/permission";
import { buckets, queues, tables } from "./permissions/storage";

/** A statement of an identity policy. */
export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action?: readonly string[];
  NotAction?: readonly string[];
  Resource: readonly string[];
  Condition?: Conditions;
}

/** A policy of IAM. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: readonly Statement[];
}

/** Where what the roles of delivery work with is. */
export interface Delivery extends Owner {
  /** The region of the state's bucket and of the passphrase. */
  region: string;
  stateBucket: string;
  /** ARN of the OIDC provider that signs for GitHub's workflows. */
  provider: string;
}

const document = (...Statement: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

const allow = (Action: readonly string[], Resource: readonly string[], Condition?: Conditions): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});

/** What a placeholder of the table of permissions stands for. */
const filled = <Value>(value: Value, owner: Owner): Value =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll("{account}", owner.account)
      .replaceAll("{project}", owner.project)
      .replaceAll("{boundary}", boundaryArn(owner)),
  );

/** One statement for all actions on the same resources under the same conditions: a policy has a limit of size. */
function statementsOf(all: readonly Permission[], owner: Owner): Statement[] {
  const groups = new Map<string, { actions: Set<string>; of: Permission }>();
  for (const permission of all) {
    const key = JSON.stringify([permission.resources, permission.conditions]);
    const group = groups.get(key) ?? { actions: new Set<string>(), of: permission };
    for (const action of permission.actions) group.actions.add(action);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ actions, of: { resources, conditions } }) =>
    filled(allow([...actions].sort(), resources, conditions), owner),
  );
}

/** The state itself is encrypted by the passphrase where it is secret. */
function readState({ account, region, project, stateBucket }: Delivery): Statement[] {
  const bucket = `arn:aws:s3:::${stateBucket}`;
  return [
    allow(["s3:GetBucketLocation", "s3:ListBucket"], [bucket]),
    allow(["s3:GetObject"], [`${bucket}/*`]),
    allow(["ssm:GetParameter"], [`arn:aws:ssm:${region}:${account}:parameter${passphraseParameter(project)}`]),
  ];
}

/**
 * What the role may that previews: it reads, and writes nothing. `pulumi preview` takes no lock of a state that is kept in a
 * bucket (pulumi/pulumi, `pkg/backend/diy/backend.go`: Preview, beside Update).
 */
export function previewPolicy(delivery: Delivery): PolicyDocument {
  const all = Object.values(groups).flatMap((types: Permissions) => Object.values(types).flat());
  const reading = all.filter(({ purpose }) => purpose === "read");
  return document(...statementsOf(reading, delivery), ...readState(delivery));
}

/** What the role may that deploys, by group: a policy each. {@link guards} has the last word. */
export function deployPolicies(delivery: Delivery): Record<string, PolicyDocument> {
  const byGroup = Object.entries(groups).map(([group, types]: [string, Permissions]) => {
    return [group, document(...statementsOf(Object.values(types).flat(), delivery))];
  });
  // Pulumi's lock is an object as well, which it takes away again.
  const writeState = allow(["s3:DeleteObject", "s3:PutObject"], [`arn:aws:s3:::${delivery.stateBucket}/*`]);
  return { ...Object.fromEntries(byGroup), state: document(...readState(delivery), writeState) };
}

/**
 * What the deploying role is kept from, whatever else allows it: to make roles beyond the boundary, to take it off one, and to
 * change the boundary, the provider, or the roles of delivery with their policies, itself among them.
 */
export function guards(delivery: Delivery): PolicyDocument {
  const boundary = boundaryArn(delivery);
  const { preview, deploy } = roleNames(delivery.project);
  return document(
    {
      Sid: "RolesStayWithinTheBoundary",
      Effect: "Deny",
      Action: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
      ],
      Resource: ["*"],
      // A role without a boundary has no such key: that differs as well.
      Condition: { StringNotEquals: { "iam:PermissionsBoundary": boundary } },
    },
    { Sid: "BoundariesStay", Effect: "Deny", Action: ["iam:DeleteRolePermissionsBoundary"], Resource: ["*"] },
    {
      Sid: "DeliveryStays",
      Effect: "Deny",
      NotAction: ["iam:Get*", "iam:List*"],
      Resource: [policyArn(delivery, "*"), delivery.provider, roleArn(delivery, preview), roleArn(delivery, deploy)],
    },
  );
}

/** All that a role of the program's can be allowed at most: what its functions do, on what is the project's. */
export const boundaryPolicy = (owner: Owner): PolicyDocument => {
  const inBuckets = buckets.map((bucket) => `${bucket}/*`);
  const parameters = `arn:aws:ssm:*:${owner.account}:parameter/${owner.project}`;
  return filled(
    document(
      allow(
        [
          "dynamodb:BatchGetItem",
          "dynamodb:BatchWriteItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:DeleteItem",
          "dynamodb:DescribeExport",
          "dynamodb:DescribeTable",
          "dynamodb:ExportTableToPointInTime",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:Query",
          "dynamodb:Scan",
          "dynamodb:UpdateItem",
        ],
        // The last has a name without an end: its indexes and exports are not among what it matches.
        [...tables, ...tables.filter((table) => !table.endsWith("*")).map((table) => `${table}/*`)],
      ),
      allow(["s3:ListBucket", "s3:ListBucketVersions"], buckets),
      allow(
        [
          "s3:AbortMultipartUpload",
          "s3:DeleteObject",
          "s3:GetObject",
          "s3:GetObjectVersion",
          "s3:PutObject",
          "s3:PutObjectAcl",
          "s3:RestoreObject",
        ],
        inBuckets,
      ),
      allow(["sqs:SendMessage"], queues),
      allow(["ssm:GetParameter", "ssm:GetParameters"], [`${parameters}/*`]),
      allow(["ec2:StartInstances", "ec2:StopInstances"], ["arn:aws:ec2:*:{account}:instance/*"], {
        StringLike: { "ec2:ResourceTag/atelier:stack": "{project}/*" },
      }),
      allow(["ec2:DescribeInstances", "xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
      // API Gateway wants them of the role that it logs by, on all groups; functions write to their own.
      allow(
        [
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
          "logs:FilterLogEvents",
          "logs:GetLogEvents",
          "logs:PutLogEvents",
        ],
        ["*"],
      ),
      {
        Sid: "SecretsOfDelivery",
        Effect: "Deny",
        Action: ["ssm:*"],
        Resource: [`${parameters}/delivery/*`],
      },
    ),
    owner,
  );
};
