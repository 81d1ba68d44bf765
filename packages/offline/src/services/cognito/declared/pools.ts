import { UserError } from "../../../errors";
import {
  type Graph,
  object,
  objects,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  regionOf,
  type Resource,
  text,
  texts,
} from "../../../graph/graph";
import type { SiteAddress } from "../../sites";
import { types } from "../resources";
import type { DeclaredUser, GroupSettings, MessageTemplates, PasswordRules, PoolSettings } from "../settings";
import { clientOf } from "./clients";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
const standardAttributes = [
  ...[
    "sub",
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
  ],
  ...["website", "gender", "birthdate", "zoneinfo", "locale", "updated_at", "address"],
  ...["email", "email_verified", "phone_number", "phone_number_verified", "identities"],
];

/**
 * The user pools that a program declares, with all that belongs to them.
 *
 * @throws UserError for what AWS would refuse, naming the resource
 */
export function poolsOf(graph: Graph, sites: readonly SiteAddress[]): PoolSettings[] {
  const origins = new Set(sites.flatMap(({ url, localUrl }) => [new URL(url).origin, new URL(localUrl).origin]));
  const pools = ofType(graph, types.pool);
  checkParts(graph, pools);
  checkDomains(graph);
  return pools.map((pool) => poolOf(pool, graph, origins));
}

/** What belongs to a pool. */
const partsOf = (graph: Graph, type: string, { id }: Resource): Resource[] =>
  ofType(graph, type).filter(({ inputs }) => inputs.userPoolId === id);

/** @throws UserError for what is of no pool that the program declares: nobody could use it */
function checkParts(graph: Graph, pools: Resource[]): void {
  const ids = new Set(pools.map(({ id }) => id));
  for (const type of Object.values(types)) {
    if (type === types.pool) continue;
    for (const { name, inputs } of ofType(graph, type))
      if (!ids.has(text(inputs, "userPoolId")))
        throw new UserError(
          `the user pool ${String(inputs.userPoolId)} of ${type.split(":")[2]} ${name} is none that the program declares; declare it as an aws.cognito.UserPool`,
        );
  }
}

/** @throws UserError for a domain that two pools want, or that AWS would refuse */
function checkDomains(graph: Graph): void {
  const taken = new Set<string>();
  for (const { name, inputs } of ofType(graph, types.domain)) {
    const domain = text(inputs, "domain");
    const refuse = (why: string): UserError => new UserError(`AWS would refuse the user pool domain ${name}: ${why}`);
    if (taken.has(domain)) throw refuse(`${domain} is another one's`);
    taken.add(domain);
    if (domain.includes(".")) {
      if (optionalText(inputs, "certificateArn") === undefined) throw refuse(`${domain} needs a certificateArn`);
    } else if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(domain) || /aws|amazon|cognito/.test(domain))
      throw refuse(`${domain} must be made of lower-case letters, digits and hyphens, without aws, amazon and cognito`);
  }
}

function poolOf(resource: Resource, graph: Graph, origins: ReadonlySet<string>): PoolSettings {
  const { inputs, outputs, name } = resource;
  const refuse = (why: string): UserError => new UserError(`AWS would refuse the user pool ${name}: ${why}`);
  const usernameAttributes = texts(inputs, "usernameAttributes");
  const aliasAttributes = texts(inputs, "aliasAttributes");
  if (usernameAttributes.length > 0 && aliasAttributes.length > 0)
    throw refuse("only one of usernameAttributes and aliasAttributes may be given");
  const schemas = objects(inputs, "schemas").map((schema) => ({ ...schema, name: attributeName(schema) }));
  const scopes = new Set(
    partsOf(graph, types.resourceServer, resource).flatMap(({ outputs: { scopeIdentifiers } }) =>
      texts({ scopeIdentifiers }, "scopeIdentifiers"),
    ),
  );
  const groups = partsOf(graph, types.group, resource).map(groupOf);
  const [domain] = partsOf(graph, types.domain, resource);
  return {
    ...{
      urn: resource.urn,
      logicalName: name,
      id: resource.id,
      name: text(outputs, "name"),
      arn: text(outputs, "arn"),
    },
    region: regionOf(graph, resource),
    ...{ usernameAttributes, aliasAttributes, scopes, groups },
    isCaseSensitive: object(inputs, "usernameConfiguration").caseSensitive !== false,
    autoVerified: texts(inputs, "autoVerifiedAttributes"),
    password: passwordRules(object(inputs, "passwordPolicy"), refuse),
    mfa: mfaOf(inputs, refuse),
    hasTotp: object(inputs, "softwareTokenMfaConfiguration").enabled === true,
    isAdminOnly: object(inputs, "adminCreateUserConfig").allowAdminCreateUserOnly === true,
    required: schemas.filter(({ required }: Properties) => required === true).map(({ name: attribute }) => attribute),
    attributes: new Set([...standardAttributes, ...schemas.map(({ name: attribute }) => attribute)]),
    messages: messagesOf(inputs),
    domain: domain && text(domain.inputs, "domain"),
    clients: partsOf(graph, types.client, resource).map((client) => clientOf(client, scopes, origins)),
    users: usersOf(graph, resource, groups),
  };
}

/** Attributes of a program's own are known by a prefix. */
const attributeName = (schema: Properties): string => {
  const name = text(schema, "name");
  return standardAttributes.includes(name) ? name : `custom:${name}`;
};

function mfaOf(inputs: Properties, refuse: (why: string) => UserError): PoolSettings["mfa"] {
  const given = optionalText(inputs, "mfaConfiguration") || "OFF";
  const mfa = (["OFF", "ON", "OPTIONAL"] as const).find((one) => one === given);
  if (mfa === undefined) throw refuse(`its mfaConfiguration ${given} is none of OFF, ON and OPTIONAL`);
  const factors = ["softwareTokenMfaConfiguration", "smsConfiguration", "emailMfaConfiguration"];
  if (mfa !== "OFF" && !factors.some((factor) => inputs[factor] !== undefined))
    throw refuse(`its mfaConfiguration ${mfa} needs a second factor, such as softwareTokenMfaConfiguration`);
  return mfa;
}

/** Without a policy Cognito asks for eight characters of all kinds. */
function passwordRules(policy: Properties, refuse: (why: string) => UserError): PasswordRules {
  const isGiven = Object.keys(policy).length > 0;
  const asks = (key: string): boolean => (isGiven ? policy[key] === true : true);
  const minimumLength = optionalNumber(policy, "minimumLength") ?? (isGiven ? 6 : 8);
  if (minimumLength < 6 || minimumLength > 99)
    throw refuse(`the minimumLength of its passwordPolicy is ${minimumLength}, and must be from 6 to 99`);
  return {
    minimumLength,
    lowercase: asks("requireLowercase"),
    uppercase: asks("requireUppercase"),
    numbers: asks("requireNumbers"),
    symbols: asks("requireSymbols"),
    temporaryDays: optionalNumber(policy, "temporaryPasswordValidityDays") || 7,
  };
}

function messagesOf(inputs: Properties): MessageTemplates {
  const invite = object(object(inputs, "adminCreateUserConfig"), "inviteMessageTemplate");
  const code = object(inputs, "verificationMessageTemplate");
  return {
    inviteSubject: optionalText(invite, "emailSubject"),
    inviteText: optionalText(invite, "emailMessage"),
    codeSubject: optionalText(code, "emailSubject") ?? optionalText(inputs, "emailVerificationSubject"),
    codeText: optionalText(code, "emailMessage") ?? optionalText(inputs, "emailVerificationMessage"),
  };
}

const groupOf = ({ inputs, outputs }: Resource): GroupSettings => ({
  name: text(outputs, "name"),
  description: optionalText(inputs, "description"),
  precedence: optionalNumber(inputs, "precedence"),
  roleArn: optionalText(inputs, "roleArn"),
});

function usersOf(graph: Graph, pool: Resource, groups: GroupSettings[]): DeclaredUser[] {
  const memberships = partsOf(graph, types.membership, pool).map(({ name, inputs }) => {
    const [groupName, username] = [text(inputs, "groupName"), text(inputs, "username")];
    if (!groups.some((group) => group.name === groupName))
      throw new UserError(`AWS would refuse the membership ${name}: its pool has no group ${groupName}`);
    return { name, groupName, username };
  });
  const users = partsOf(graph, types.user, pool).map(({ urn, inputs, outputs }): DeclaredUser => {
    const username = text(inputs, "username");
    return {
      ...{ urn, username, sub: text(outputs, "sub") },
      attributes: Object.fromEntries(
        Object.entries(object(inputs, "attributes")).map(([key, value]) => [key, String(value)]),
      ),
      password: optionalText(inputs, "password"),
      temporaryPassword: optionalText(inputs, "temporaryPassword"),
      isInvited: inputs.messageAction !== "SUPPRESS" && optionalText(inputs, "password") === undefined,
      isEnabled: inputs.enabled !== false,
      groups: memberships.filter((one) => one.username === username).map(({ groupName }) => groupName),
    };
  });
  const stranger = memberships.find(({ username }) => !users.some((user) => user.username === username));
  if (stranger)
    throw new UserError(
      `the user ${stranger.username} of the membership ${stranger.name} is none that the program declares: declare an aws.cognito.User, or add it to the group by AdminAddUserToGroup`,
    );
  return users;
}
