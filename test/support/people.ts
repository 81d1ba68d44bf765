import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Page } from "playwright-core";
import type { Host } from "../../packages/offline/src/host/host";
import { output } from "../../packages/offline/test/support/host";
import { administratorOf } from "../../packages/offline/test/support/sdk";

/** Somebody who may sign in. */
export interface Account {
  email: string;
  password: string;
}

/** Makes users of a host's pool, who have chosen their passwords already. */
export async function makeAccount(host: Host, email: string, group: string): Promise<Account> {
  const pool = new CognitoIdentityProviderClient(administratorOf(host));
  const user = { UserPoolId: output(host, "userPoolId"), Username: email };
  const password = "Correct-horse-9-battery";
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
  ];
  await pool.send(new AdminCreateUserCommand({ ...user, UserAttributes, MessageAction: "SUPPRESS" }));
  await pool.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
  await pool.send(new AdminAddUserToGroupCommand({ ...user, GroupName: group }));
  pool.destroy();
  return { email, password };
}

/** Fills in the pool's page. */
export async function fillIn(page: Page, { email, password }: Account): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
