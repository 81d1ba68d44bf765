import { global, inAccount, on, type Permissions } from "./permission";

/** Names of functions and of their log groups: Pulumi begins them with the capability's. */
export const functionNames = [
  "backups-*",
  "cityflow-*",
  "comments-*",
  "control-*",
  "events-*",
  "health-*",
  "monitoring-*",
] as const;

export const functions = inAccount("lambda", ...functionNames.map((name) => `function:${name}`));

/** The roles that the program makes: those of its own path. */
export const programRoles = global("iam", "role/{project}/*");

const isBounded = { StringEquals: { "iam:PermissionsBoundary": "{boundary}" } };

/** Functions, and the roles that they run with. */
export const compute: Permissions = {
  "aws:lambda/function:Function": on(functions, {
    create: ["lambda:CreateFunction"],
    read: [
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:ListTags",
      "lambda:ListVersionsByFunction",
    ],
    update: [
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
      "lambda:PutFunctionConcurrency",
      "lambda:DeleteFunctionConcurrency",
    ],
    delete: ["lambda:DeleteFunction"],
    tag: ["lambda:TagResource", "lambda:UntagResource"],
  }),
  "aws:lambda/permission:Permission": on(functions, {
    create: ["lambda:AddPermission"],
    read: ["lambda:GetPolicy"],
    delete: ["lambda:RemovePermission"],
  }),
  "aws:lambda/invocation:Invocation": on(inAccount("lambda", "function:backups-run-*"), {
    create: ["lambda:InvokeFunction"],
  }),
  "aws:iam/role:Role": [
    // Whatever role it makes can do at most what the boundary says, and stays within it.
    ...on(
      programRoles,
      {
        create: ["iam:CreateRole"],
        update: ["iam:UpdateRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePermissionsBoundary"],
      },
      isBounded,
    ),
    ...on(programRoles, {
      read: [
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:ListRoleTags",
      ],
      delete: ["iam:DeleteRole"],
      tag: ["iam:TagRole", "iam:UntagRole"],
    }),
    ...on(
      programRoles,
      { create: ["iam:PassRole"] },
      { StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com", "apigateway.amazonaws.com"] } },
    ),
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    ...on(programRoles, { create: ["iam:PutRolePolicy"], delete: ["iam:DeleteRolePolicy"] }, isBounded),
    ...on(programRoles, { read: ["iam:GetRolePolicy"] }),
  ],
  // The program reads the boundary that bootstrap has made, and cannot change it.
  "aws:iam/policy:Policy": on(["{boundary}"], { read: ["iam:GetPolicy", "iam:GetPolicyVersion"] }),
};
