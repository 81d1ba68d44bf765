import type { JsonInput, JsonOutput } from "../../../protocol/json";
import type { Operation, Operations } from "../../../protocol/operations";
import type { Location } from "../../../protocol/service";
import { notFound } from "../errors";
import type { ClientSettings, PoolSettings } from "../settings";
import type { User } from "../store/records";
import { onPool } from "./admin";
import { userFilter } from "./filter";
import { read } from "./input";
import { listedUser, shownGroup } from "./output";
import { pageMembers, pageOf } from "./pages";
import type { Pools } from "./pools";

/** What there is: pools, clients, groups and users. */
export function describingOperations(pools: Pools, location: Location): Operations<JsonInput, JsonOutput> {
  const operation = onPool(pools, location);
  const paging = ["Limit", "NextToken"];
  return {
    ListUserPools: listPools(pools),
    DescribeUserPool: operation("DescribeUserPool", [], ({ settings, users }) => ({
      UserPool: { ...shownPool(settings), EstimatedNumberOfUsers: users.all().length },
    })),
    ListUserPoolClients: operation("ListUserPoolClients", ["MaxResults", "NextToken"], ({ settings }, input) => {
      const { items, next } = pageOf(settings.clients, input, pageMembers.all);
      const shown = items.map(({ id, name }) => ({ ClientId: id, UserPoolId: settings.id, ClientName: name }));
      return { UserPoolClients: shown, NextToken: next };
    }),
    DescribeUserPoolClient: operation("DescribeUserPoolClient", ["ClientId"], (pool, input) => ({
      UserPoolClient: shownClient(pool.settings, pool.client(read.text(input, "ClientId"))),
    })),
    ListGroups: operation("ListGroups", paging, ({ settings }, input) => {
      const { items, next } = pageOf(settings.groups, input, pageMembers.groups);
      return { Groups: items.map((group) => shownGroup(settings, group)), NextToken: next };
    }),
    GetGroup: operation("GetGroup", ["GroupName"], ({ settings }, input) => {
      const group = settings.groups.find(({ name }) => name === read.text(input, "GroupName"));
      if (!group) throw notFound("Group not found.");
      return { Group: shownGroup(settings, group) };
    }),
    ListUsers: operation("ListUsers", ["AttributesToGet", "Filter", "Limit", "PaginationToken"], ({ users }, input) => {
      const matching = users.all().filter(userFilter(read.optionalText(input, "Filter") ?? ""));
      const { items, next } = pageOf(matching, input, pageMembers.users);
      const names = read.texts(input, "AttributesToGet");
      return { Users: items.map((user) => listedUser(withOnly(user, names))), PaginationToken: next };
    }),
    ListUsersInGroup: operation("ListUsersInGroup", ["GroupName", ...paging], ({ users, accounts }, input) => {
      const group = read.text(input, "GroupName");
      accounts.checkGroup(group);
      const members = users.all().filter((user) => users.groupsOf(user).some(({ name }) => name === group));
      const { items, next } = pageOf(members, input, pageMembers.groups);
      return { Users: items.map(listedUser), NextToken: next };
    }),
  };
}

const listPools = (pools: Pools): Operation<JsonInput, JsonOutput> => ({
  members: ["MaxResults", "NextToken"],
  access: () => [{ action: "cognito-idp:ListUserPools", resource: "*" }],
  run: (input, { region }) => {
    const here = pools.all.filter(({ settings }) => settings.region === (region ?? settings.region));
    const { items, next } = pageOf(here, input, pageMembers.all);
    const shown = items.map(({ settings: { id, name } }) => ({ Id: id, Name: name, ...times }));
    return { UserPools: shown, NextToken: next };
  },
});

/** Only the attributes that are asked for; all, if none is. */
const withOnly = (user: User, names: string[]): User =>
  names.length === 0
    ? user
    : {
        ...user,
        attributes: Object.fromEntries(Object.entries(user.attributes).filter(([name]) => names.includes(name))),
      };

const times = { CreationDate: 1_767_225_600, LastModifiedDate: 1_767_225_600 } as const;

const shownPool = (pool: PoolSettings): object => ({
  ...{ Id: pool.id, Name: pool.name, Arn: pool.arn, MfaConfiguration: pool.mfa, Domain: pool.domain, ...times },
  ...{ AutoVerifiedAttributes: pool.autoVerified, UsernameAttributes: pool.usernameAttributes },
  AliasAttributes: pool.aliasAttributes,
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: pool.isAdminOnly },
  UsernameConfiguration: { CaseSensitive: pool.isCaseSensitive },
  Policies: {
    PasswordPolicy: {
      MinimumLength: pool.password.minimumLength,
      RequireLowercase: pool.password.lowercase,
      RequireUppercase: pool.password.uppercase,
      RequireNumbers: pool.password.numbers,
      RequireSymbols: pool.password.symbols,
      TemporaryPasswordValidityDays: pool.password.temporaryDays,
    },
  },
});

const shownClient = (pool: PoolSettings, client: ClientSettings): object => ({
  ...{ UserPoolId: pool.id, ClientId: client.id, ClientName: client.name, ClientSecret: client.secret, ...times },
  ExplicitAuthFlows: [...client.flows].map((flow) => `ALLOW_${flow}`),
  ...{ CallbackURLs: client.callbacks, LogoutURLs: client.logouts, DefaultRedirectURI: client.defaultCallback },
  ...{ AllowedOAuthFlows: [...client.grants], AllowedOAuthScopes: [...client.scopes] },
  AllowedOAuthFlowsUserPoolClient: client.usesPages,
  ...{ EnableTokenRevocation: client.revokes, PreventUserExistenceErrors: client.hidesUsers ? "ENABLED" : "LEGACY" },
  AccessTokenValidity: client.validity.access,
  IdTokenValidity: client.validity.id,
  RefreshTokenValidity: client.validity.refresh,
  TokenValidityUnits: { AccessToken: "seconds", IdToken: "seconds", RefreshToken: "seconds" },
  AuthSessionValidity: client.sessionSeconds / 60,
  RefreshTokenRotation:
    client.rotationGrace === undefined
      ? { Feature: "DISABLED" }
      : { Feature: "ENABLED", RetryGracePeriodSeconds: client.rotationGrace },
});
