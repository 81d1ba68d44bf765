import { text, texts, objects, optionalText } from "../../graph/graph";
import { arn, type Computed, digits, type Naming, physicalName, secret, uuid } from "../../graph/naming";
import type { ResourceTypes } from "../../graph/resource-type";

/** The types of what the host serves of Cognito. */
export const types = {
  pool: "aws:cognito/userPool:UserPool",
  client: "aws:cognito/userPoolClient:UserPoolClient",
  domain: "aws:cognito/userPoolDomain:UserPoolDomain",
  group: "aws:cognito/userGroup:UserGroup",
  resourceServer: "aws:cognito/resourceServer:ResourceServer",
  user: "aws:cognito/user:User",
  membership: "aws:cognito/userInGroup:UserInGroup",
} as const;

/** Lower-case letters and digits that are the same for one URN on every run. */
const letters = (naming: Naming, count: number): string =>
  BigInt(`0x${digits(naming, 48)}`)
    .toString(36)
    .padStart(count, "0")
    .slice(-count);

/** A pool's id says its region, by which clients find its endpoint. */
function pool(naming: Naming): Computed {
  const id = `${naming.region}_${letters(naming, 9)}`;
  return {
    id,
    name: physicalName(naming),
    arn: arn(naming, "cognito-idp", `userpool/${id}`),
    endpoint: `cognito-idp.${naming.region}.amazonaws.com/${id}`,
    creationDate: "2026-01-01T00:00:00Z",
    lastModifiedDate: "2026-01-01T00:00:00Z",
    customDomain: "",
    domain: "",
    estimatedNumberOfUsers: 0,
  };
}

function client(naming: Naming): Computed {
  const id = letters(naming, 26);
  return { id, name: physicalName(naming), clientSecret: naming.inputs.generateSecret === true ? secret(naming) : "" };
}

/** Whether a domain is one of its owner's: others are names below AWS's. */
export const isOwnDomain = (domain: string): boolean => domain.includes(".");

function domain(naming: Naming): Computed {
  const name = text(naming.inputs, "domain");
  const distribution = `d${letters(naming, 13)}.cloudfront.net`;
  return {
    id: name,
    awsAccountId: naming.account,
    cloudfrontDistribution: distribution,
    cloudfrontDistributionArn: distribution,
    cloudfrontDistributionZoneId: "Z2FDTNDATAQYW2",
    s3Bucket: `aws-cognito-prod-${naming.region}-assets`,
    version: "20260101000000",
  };
}

function resourceServer({ inputs }: Naming): Computed {
  const identifier = text(inputs, "identifier");
  const scopeIdentifiers = objects(inputs, "scopes").map((scope) => `${identifier}/${text(scope, "scopeName")}`);
  return { id: `${text(inputs, "userPoolId")}|${identifier}`, scopeIdentifiers };
}

function group(naming: Naming): Computed {
  const name = physicalName(naming);
  return { id: `${text(naming.inputs, "userPoolId")}/${name}`, name };
}

/** A user that the program declares is known by the same `sub` on every run. */
function user(naming: Naming): Computed {
  const { inputs } = naming;
  const isConfirmed = optionalText(inputs, "password") !== undefined;
  return {
    id: `${text(inputs, "userPoolId")}/${text(inputs, "username")}`,
    sub: uuid(naming),
    status: isConfirmed ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD",
    creationDate: "2026-01-01T00:00:00Z",
    lastModifiedDate: "2026-01-01T00:00:00Z",
    mfaSettingLists: texts(inputs, "mfaSettingLists"),
    preferredMfaSetting: "",
  };
}

const membership = ({ inputs }: Naming): Computed => ({
  id: `${text(inputs, "userPoolId")}/${text(inputs, "groupName")}/${text(inputs, "username")}`,
});

/** What of Cognito is recorded only: what it means is told at start. */
export const recordedTypes = {
  identityPool: "aws:cognito/identityPool:IdentityPool",
  identityPoolTag: "aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag",
  identityPoolRoles: "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
  identityProvider: "aws:cognito/identityProvider:IdentityProvider",
  logDelivery: "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration",
  branding: "aws:cognito/managedLoginBranding:ManagedLoginBranding",
  managedClient: "aws:cognito/managedUserPoolClient:ManagedUserPoolClient",
  risk: "aws:cognito/riskConfiguration:RiskConfiguration",
  customization: "aws:cognito/userPoolUICustomization:UserPoolUICustomization",
} as const;

export const resources: ResourceTypes = {
  [types.pool]: { serves: true, computed: pool },
  [types.client]: { serves: true, computed: client },
  [types.domain]: { serves: true, computed: domain },
  [types.group]: { serves: true, computed: group },
  [types.resourceServer]: { serves: true, computed: resourceServer },
  [types.user]: { serves: true, computed: user },
  [types.membership]: { serves: true, computed: membership },
  ...Object.fromEntries(Object.values(recordedTypes).map((type) => [type, {}])),
  [recordedTypes.identityPool]: {
    computed: (naming) => {
      const id = `${naming.region}:${uuid(naming)}`;
      return { id, arn: arn(naming, "cognito-identity", `identitypool/${id}`) };
    },
  },
};
