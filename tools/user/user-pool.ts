import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  paginateListUsers,
  paginateListUsersInGroup,
  UsernameExistsException,
  UserNotFoundException,
  type UserType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { groups } from "../../functions/kit/caller";
import { UserError } from "../../packages/offline/src/errors";
import type { Home } from "../home";

/** A group of the program's. */
export type Group = keyof typeof groups;

/** The groups, the one that says least first. */
export const groupNames: readonly Group[] = ["readers", "operators"];

/** Someone who may sign in, or was asked to. */
export interface User {
  email: string;
  groups: string[];
  /** As Cognito calls it: CONFIRMED, FORCE_CHANGE_PASSWORD, … */
  status: string;
  enabled: boolean;
}

/** Who an invitation went to: someone new, or someone who was invited before and never came. */
export type Invited = "new" | "again";

const emailOf = ({ Attributes = [], Username = "" }: UserType): string =>
  Attributes.find(({ Name }) => Name === "email")?.Value ?? Username;

/** The users of a home. */
export class UserPool {
  private readonly client: CognitoIdentityProviderClient;
  private readonly UserPoolId: string;

  constructor(home: Home) {
    const { region, endpoint, credentials } = home;
    this.UserPoolId = home.output("userPoolId");
    this.client = new CognitoIdentityProviderClient({ region, endpoint, credentials });
  }

  /**
   * Makes a user, whom Cognito invites with a password for the first time; an invitation that nobody followed is sent again.
   *
   * @param group by default the one that says least; whoever is invited again stays where they are
   * @throws UserError for somebody who is a user already
   */
  async invite(email: string, group: Group | undefined): Promise<Invited> {
    const invited = await this.create(email);
    if (invited === "new") await this.join(email, group ?? "readers");
    else if (group !== undefined) await this.move(email, group);
    return invited;
  }

  /** Has a user in one of the program's groups and no other, and ends the sessions, whose tokens say the former one. */
  async move(email: string, group: Group): Promise<void> {
    await this.join(email, group);
    const { Groups = [] } = await this.client.send(new AdminListGroupsForUserCommand(this.named(email)));
    const others = groupNames.filter((one) => one !== group && Groups.some(({ GroupName }) => GroupName === one));
    for (const GroupName of others) {
      await this.client.send(new AdminRemoveUserFromGroupCommand({ ...this.named(email), GroupName }));
    }
    await this.client.send(new AdminUserGlobalSignOutCommand(this.named(email)));
  }

  async remove(email: string): Promise<void> {
    await this.client.send(new AdminDeleteUserCommand(this.named(email)));
  }

  /** Everybody, by e-mail address. */
  async list(): Promise<User[]> {
    const { client, UserPoolId } = this;
    const members = new Map<string, string[]>();
    for (const GroupName of groupNames) {
      for await (const { Users = [] } of paginateListUsersInGroup({ client }, { UserPoolId, GroupName })) {
        for (const { Username = "" } of Users) members.set(Username, [...(members.get(Username) ?? []), GroupName]);
      }
    }
    const users: User[] = [];
    for await (const { Users = [] } of paginateListUsers({ client }, { UserPoolId })) {
      for (const user of Users) {
        const { Username = "", UserStatus = "UNKNOWN", Enabled = true } = user;
        users.push({
          email: emailOf(user),
          groups: members.get(Username) ?? [],
          status: UserStatus,
          enabled: Enabled,
        });
      }
    }
    return users.sort((one, other) => one.email.localeCompare(other.email));
  }

  close(): void {
    this.client.destroy();
  }

  private async create(email: string): Promise<Invited> {
    const user = {
      ...this.named(email),
      UserAttributes: [
        { Name: "email", Value: email },
        // The invitation goes there: whoever answers it has the address.
        { Name: "email_verified", Value: "true" },
      ],
      DesiredDeliveryMediums: ["EMAIL" as const],
    };
    try {
      await this.client.send(new AdminCreateUserCommand(user));
      return "new";
    } catch (error) {
      if (!(error instanceof UsernameExistsException)) throw error;
    }
    const { UserStatus } = await this.client.send(new AdminGetUserCommand(this.named(email)));
    if (UserStatus !== "FORCE_CHANGE_PASSWORD") {
      throw new UserError(`${email} is a user already; to change the group: npm run user -- group ${email} GROUP`);
    }
    await this.client.send(new AdminCreateUserCommand({ ...user, MessageAction: "RESEND" }));
    return "again";
  }

  private async join(email: string, group: Group): Promise<void> {
    await this.client.send(new AdminAddUserToGroupCommand({ ...this.named(email), GroupName: group }));
  }

  private named(Username: string): { UserPoolId: string; Username: string } {
    return { UserPoolId: this.UserPoolId, Username };
  }
}

/** What Cognito, or the way to it, has to say, in one line. */
export function explained(error: unknown, email: string, where: string): unknown {
  if (error instanceof UserError || error instanceof TypeError || !(error instanceof Error)) return error;
  if (error instanceof UserNotFoundException) {
    return new UserError(`${email} is no user of ${where}; npm run user -- list shows who is`);
  }
  if (error.name === "LimitExceededException") {
    return new UserError(
      `Cognito sends no more than 50 e-mails a day by itself (${error.message}); try again tomorrow`,
    );
  }
  const said = error.message === "" && "code" in error ? String(error.code) : error.message;
  return new UserError(`${error.name}: ${said.replace(/\s+/g, " ")}`);
}
