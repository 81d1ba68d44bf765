import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { TestClock } from "./clock";
import { output, testHost, type TestHost } from "./host";
import { programFolder } from "./programs";
import { Browser, cognitoOf, post, proofKey } from "./users";

/** Parameters of an address; undefined leaves one out. */
export type Parameters = Record<string, string | undefined>;

/** The pages of `programs/users`, and who goes through them. */
export class PoolPages {
  /** It stands still, so that a code of an app does not change while a test runs. */
  readonly clock = new TestClock();
  readonly password = "a-Better-password-1";
  readonly key = proofKey();
  host!: TestHost;
  cognito!: CognitoIdentityProviderClient;

  /** Starts with one person, `eve@example.org`, in the pool that is the program's own. */
  async start(): Promise<void> {
    this.host = await testHost({ program: programFolder("users"), stack: "dev", clock: this.clock });
    this.cognito = cognitoOf(this.host);
    await this.person({ UserPoolId: this.output("teamId"), Username: "eve@example.org" });
  }

  async close(): Promise<void> {
    this.cognito.destroy();
    await this.host.close();
  }

  output(name: string): string {
    return output(this.host, name);
  }

  /** Where the program's own pool is. */
  get url(): string {
    return this.output("signInUrl");
  }

  /** Where the pool is that anybody enters. */
  get openUrl(): string {
    return this.output("openUrl");
  }

  /** Makes a user with a password. */
  async person(
    { UserPoolId, Username }: { UserPoolId: string; Username: string },
    attributes: Record<string, string> = {},
  ): Promise<void> {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const person = { UserPoolId, Username };
    await this.cognito.send(new AdminCreateUserCommand({ ...person, UserAttributes, MessageAction: "SUPPRESS" }));
    await this.cognito.send(new AdminSetUserPasswordCommand({ ...person, Password: this.password, Permanent: true }));
  }

  /** What the site asks for. */
  asked(more: Parameters = {}): string {
    const all: Parameters = {
      client_id: this.output("siteClient"),
      response_type: "code",
      redirect_uri: this.output("siteUrl"),
      scope: "openid email team/api",
      state: "a state",
      nonce: "a nonce",
      code_challenge: this.key.challenge,
      code_challenge_method: "S256",
      ...more,
    };
    const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return `?${new URLSearchParams(Object.fromEntries(given))}`;
  }

  /** What an app asks the open pool for. */
  appAsked(more: Parameters = {}): string {
    const app = { client_id: this.output("appClient"), redirect_uri: "http://localhost:9/callback", scope: "openid" };
    return this.asked({ ...app, ...more });
  }

  /** Signs the one person in; returns where the browser has been sent. */
  async signIn(browser: Browser, query = this.asked()): Promise<URL> {
    const page = await browser.open(`/oauth2/authorize${query}`);
    return new URL((await browser.submit(page, { username: "eve@example.org", password: this.password })).url);
  }

  /** An authorization code of the one person's. */
  async code(query = this.asked()): Promise<string> {
    return (await this.signIn(new Browser(this.url), query)).searchParams.get("code") ?? "";
  }

  /** Redeems a code as the site does. */
  redeem(code: string, more: Record<string, string> = {}): ReturnType<typeof post> {
    return post(`${this.url}/oauth2/token`, {
      ...{ grant_type: "authorization_code", client_id: this.output("siteClient"), code },
      ...{ redirect_uri: this.output("siteUrl"), code_verifier: this.key.verifier, ...more },
    });
  }
}
