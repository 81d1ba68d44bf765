import { anywhere, inAccount, on, type Permissions } from "./permission";

/** Pools have ids that say nothing of whose they are, and what is in one belongs to it. */
const pools = inAccount("cognito-idp", "userpool/*");

/** Before a stage of a region, and before CloudFront. */
const webAcls = inAccount("wafv2", ...["regional", "global"].map((scope) => `${scope}/webacl/firewall-*/*`));

/** AWS's own groups of rules, which a web ACL refers to. */
const managedRules = inAccount("wafv2", ...["regional", "global"].map((scope) => `${scope}/managedruleset/*/*`));

const stages = ["arn:aws:apigateway:*::/restapis/*/stages/*"];

/** Who may come in: the users, and the firewall. */
export const access: Permissions = {
  "aws:cognito/userPool:UserPool": [
    ...on(anywhere, { create: ["cognito-idp:CreateUserPool"] }),
    ...on(pools, {
      create: ["cognito-idp:SetUserPoolMfaConfig"],
      read: ["cognito-idp:DescribeUserPool", "cognito-idp:GetUserPoolMfaConfig", "cognito-idp:ListTagsForResource"],
      update: ["cognito-idp:UpdateUserPool"],
      delete: ["cognito-idp:DeleteUserPool"],
      tag: ["cognito-idp:TagResource", "cognito-idp:UntagResource"],
    }),
  ],
  "aws:cognito/userPoolClient:UserPoolClient": on(pools, {
    create: ["cognito-idp:CreateUserPoolClient"],
    read: ["cognito-idp:DescribeUserPoolClient"],
    update: ["cognito-idp:UpdateUserPoolClient"],
    delete: ["cognito-idp:DeleteUserPoolClient"],
  }),
  "aws:cognito/userPoolDomain:UserPoolDomain": [
    ...on(pools, {
      create: ["cognito-idp:CreateUserPoolDomain"],
      update: ["cognito-idp:UpdateUserPoolDomain"],
      delete: ["cognito-idp:DeleteUserPoolDomain"],
    }),
    ...on(anywhere, { read: ["cognito-idp:DescribeUserPoolDomain"] }),
  ],
  "aws:cognito/resourceServer:ResourceServer": on(pools, {
    create: ["cognito-idp:CreateResourceServer"],
    read: ["cognito-idp:DescribeResourceServer"],
    update: ["cognito-idp:UpdateResourceServer"],
    delete: ["cognito-idp:DeleteResourceServer"],
  }),
  "aws:cognito/userGroup:UserGroup": on(pools, {
    create: ["cognito-idp:CreateGroup"],
    read: ["cognito-idp:GetGroup"],
    update: ["cognito-idp:UpdateGroup"],
    delete: ["cognito-idp:DeleteGroup"],
  }),
  "aws:wafv2/webAcl:WebAcl": [
    ...on([...webAcls, ...managedRules], { create: ["wafv2:CreateWebACL"], update: ["wafv2:UpdateWebACL"] }),
    ...on(webAcls, {
      read: ["wafv2:GetWebACL", "wafv2:ListTagsForResource"],
      delete: ["wafv2:DeleteWebACL"],
      tag: ["wafv2:TagResource", "wafv2:UntagResource"],
    }),
  ],
  "aws:wafv2/webAclAssociation:WebAclAssociation": [
    ...on([...webAcls, ...stages], { create: ["wafv2:AssociateWebACL"], read: ["wafv2:GetWebACLForResource"] }),
    ...on(stages, { delete: ["wafv2:DisassociateWebACL"] }),
    ...on(stages, { create: ["apigateway:SetWebACL"] }),
  ],
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": [
    ...on(webAcls, {
      create: ["wafv2:PutLoggingConfiguration"],
      read: ["wafv2:GetLoggingConfiguration"],
      delete: ["wafv2:DeleteLoggingConfiguration"],
    }),
    // WAF has CloudWatch deliver in the name of whoever asks
    // (https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html), by a role that it makes once.
    ...on(anywhere, { create: ["logs:CreateLogDelivery"], delete: ["logs:DeleteLogDelivery"] }),
    ...on(
      ["arn:aws:iam::{account}:role/aws-service-role/wafv2.amazonaws.com/*"],
      { create: ["iam:CreateServiceLinkedRole"] },
      { StringEquals: { "iam:AWSServiceName": "wafv2.amazonaws.com" } },
    ),
  ],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": on(anywhere, {
    create: ["logs:PutResourcePolicy"],
    read: ["logs:DescribeResourcePolicies"],
    delete: ["logs:DeleteResourcePolicy"],
  }),
};
