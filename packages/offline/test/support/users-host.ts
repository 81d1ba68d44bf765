import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { TestClock } from "./clock";
import { output, testHost, type TestHost } from "./host";
import { programFolder } from "./programs";
import { cognitoOf } from "./users";

/** The program `users` on a host, with the ids of its pools and of their clients. */
export interface UsersHost {
  host: TestHost;
  cognito: CognitoIdentityProviderClient;
  team: string;
  open: string;
  app: string;
  site: string;
}

/** What users have that a test makes. */
export const password = "Correct-Horse-1";

/** Starts the program `users` for the tests of a suite, and ends it behind them. */
export function usersHost() {
  /** It stands still, so that a code of an app does not change while a test runs. */
  const clock = new TestClock();
  let started: UsersHost | undefined;
  let count = 0;

  const parts = (): UsersHost => {
    if (!started) throw new Error("the host is not started yet");
    return started;
  };

  before(async () => {
    const host = await testHost({ program: programFolder("users"), stack: "dev", clock });
    started = {
      ...{ host, cognito: cognitoOf(host), team: output(host, "teamId"), open: output(host, "openId") },
      ...{ app: output(host, "appClient"), site: output(host, "siteClient") },
    };
  });

  after(async () => {
    started?.cognito.destroy();
    await started?.host.close();
  });

  const fresh = (): string => `user${++count}`;

  /** A user of the open pool, who has a password. */
  async function user(name = fresh(), attributes: Record<string, string> = {}): Promise<string> {
    const { cognito, open: UserPoolId } = parts();
    const all = { email: `${name}@example.org`, email_verified: "true", ...attributes };
    const UserAttributes = Object.entries(all).map(([Name, Value]) => ({ Name, Value }));
    await cognito.send(
      new AdminCreateUserCommand({ UserPoolId, Username: name, UserAttributes, MessageAction: "SUPPRESS" }),
    );
    await cognito.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username: name, Password: password, Permanent: true }),
    );
    return name;
  }

  const signIn = (USERNAME: string, PASSWORD = password) => {
    const { cognito, app: ClientId } = parts();
    const AuthParameters = { USERNAME, PASSWORD };
    return cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }));
  };

  const accessOf = async (name: string): Promise<string> =>
    (await signIn(name)).AuthenticationResult?.AccessToken ?? "";

  return { clock, parts, fresh, user, signIn, accessOf };
}
