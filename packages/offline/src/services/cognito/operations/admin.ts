import type { JsonInput, JsonOutput } from "../../../protocol/json";
import type { Operation, Operations } from "../../../protocol/operations";
import type { Location } from "../../../protocol/service";
import { invalidParameter, notAuthorized } from "../errors";
import type { Pool } from "../pool";
import type { User } from "../store/records";
import { initiate, respond } from "./authentication";
import { attributesIn, contexts, read } from "./input";
import { attributesOf, factorsOf, listedUser, shownGroup, statusOf } from "./output";
import { pageOf, pageMembers } from "./pages";
import type { Pools } from "./pools";
import { setFactors } from "./public";

/** What runs with a pool. */
export type OnPool = (pool: Pool, input: JsonInput) => object | Promise<object>;

/** An operation on a pool, which IAM allows by its name. */
export const onPool =
  (pools: Pools, { account, region }: Location) =>
  (name: string, members: string[], run: OnPool): Operation<JsonInput, JsonOutput> => ({
    members: ["UserPoolId", ...members],
    access: (input) => {
      const id = read.text(input, "UserPoolId");
      const [where = region] = id.includes("_") ? id.split("_") : [];
      return [{ action: `cognito-idp:${name}`, resource: `arn:aws:cognito-idp:${where}:${account}:userpool/${id}` }];
    },
    run: (input, call) => run(pools.get(read.text(input, "UserPoolId"), call.region), input),
  });

/** What whoever runs a pool does with its users. */
export function adminOperations(pools: Pools, location: Location): Operations<JsonInput, JsonOutput> {
  const operation = onPool(pools, location);
  const onUser = (
    name: string,
    members: string[],
    run: (pool: Pool, user: User, input: JsonInput) => object | void | Promise<object | void>,
  ): Operation<JsonInput, JsonOutput> =>
    operation(name, ["Username", ...members], async (pool, input) => {
      const answer = await run(pool, pool.users.get(read.text(input, "Username")), input);
      return answer ?? {};
    });
  const clientOf = (pool: Pool, input: JsonInput) => pool.client(read.text(input, "ClientId"));
  const authentication = ["ClientId", ...contexts];
  return {
    AdminCreateUser: operation("AdminCreateUser", newUserMembers, createUser),
    AdminSetUserPassword: onUser("AdminSetUserPassword", ["Password", "Permanent"], async (pool, user, input) => {
      const status = read.flag(input, "Permanent") ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
      await pool.users.setPassword(user, read.text(input, "Password"), status);
    }),
    AdminAddUserToGroup: onUser("AdminAddUserToGroup", ["GroupName"], (pool, user, input) =>
      pool.accounts.addToGroup(user, read.text(input, "GroupName")),
    ),
    AdminRemoveUserFromGroup: onUser("AdminRemoveUserFromGroup", ["GroupName"], (pool, user, input) =>
      pool.accounts.removeFromGroup(user, read.text(input, "GroupName")),
    ),
    AdminListGroupsForUser: onUser(
      "AdminListGroupsForUser",
      ["Limit", "NextToken"],
      ({ users, settings }, user, input) => {
        const page = pageOf(users.groupsOf(user), input, pageMembers.groups);
        return { Groups: page.items.map((group) => shownGroup(settings, group)), NextToken: page.next };
      },
    ),
    AdminGetUser: onUser("AdminGetUser", [], (_, user) => ({
      ...statusOf(user),
      UserAttributes: attributesOf(user),
      ...factorsOf(user),
    })),
    AdminDeleteUser: onUser("AdminDeleteUser", [], (pool, user) => pool.accounts.delete(user)),
    AdminDisableUser: onUser("AdminDisableUser", [], (pool, user) => pool.accounts.enable(user, false)),
    AdminEnableUser: onUser("AdminEnableUser", [], (pool, user) => pool.accounts.enable(user, true)),
    AdminResetUserPassword: onUser("AdminResetUserPassword", ["ClientMetadata"], (pool, user) =>
      pool.accounts.reset(user),
    ),
    AdminUserGlobalSignOut: onUser("AdminUserGlobalSignOut", [], (pool, user) => pool.issuer.endAll(user)),
    AdminUpdateUserAttributes: onUser(
      "AdminUpdateUserAttributes",
      ["UserAttributes", "ClientMetadata"],
      async (pool, user, input) => {
        const given = attributesIn(input, "UserAttributes");
        pool.users.checkAttributes(given);
        await pool.users.change(user, ({ attributes }) => ({ attributes: { ...attributes, ...given } }));
      },
    ),
    AdminConfirmSignUp: onUser("AdminConfirmSignUp", ["ClientMetadata"], async (pool, user) => {
      if (user.status !== "UNCONFIRMED")
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      await pool.users.change(user, () => ({ status: "CONFIRMED" }));
    }),
    AdminSetUserMFAPreference: onUser(
      "AdminSetUserMFAPreference",
      ["SMSMfaSettings", "SoftwareTokenMfaSettings", "EmailMfaSettings"],
      setFactors,
    ),
    AdminInitiateAuth: operation(
      "AdminInitiateAuth",
      ["AuthFlow", "AuthParameters", ...authentication],
      (pool, input) => initiate(pool, clientOf(pool, input), input, true),
    ),
    AdminRespondToAuthChallenge: operation(
      "AdminRespondToAuthChallenge",
      ["ChallengeName", "ChallengeResponses", "Session", ...authentication],
      (pool, input) => respond(pool, clientOf(pool, input), input),
    ),
  };
}

const newUserMembers = [
  ...["Username", "UserAttributes", "TemporaryPassword", "MessageAction", "DesiredDeliveryMediums"],
  // What triggers get, of which none is invoked.
  ...["ValidationData", "ClientMetadata"],
];

async function createUser({ accounts, users }: Pool, input: JsonInput): Promise<object> {
  const name = read.text(input, "Username");
  const password = read.optionalText(input, "TemporaryPassword");
  const action = read.optionalText(input, "MessageAction");
  if (action !== undefined && action !== "SUPPRESS" && action !== "RESEND")
    throw invalidParameter(
      `1 validation error detected: Value '${action}' at 'messageAction' failed to satisfy constraint: Member must satisfy enum value set: [RESEND, SUPPRESS]`,
    );
  if (action === "RESEND") return { User: listedUser(await accounts.inviteAgain(users.get(name), password)) };
  const attributes = attributesIn(input, "UserAttributes");
  const mediums = read.texts(input, "DesiredDeliveryMediums");
  const isTold = action !== "SUPPRESS" && (mediums.length === 0 || mediums.includes("EMAIL"));
  return { User: listedUser(await accounts.invite(name, attributes, password, isTold)) };
}
