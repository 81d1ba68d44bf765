import { createHash, randomBytes } from "node:crypto";
import type { Host } from "../../packages/offline/src/host/host";
import { membersOf } from "../../packages/offline/src/is-record";
import { output, ownPage } from "../../packages/offline/test/support/host";
import { administratorOf } from "../../packages/offline/test/support/sdk";
import { type Api, apiAt } from "./api";
import { type Group, UserPool } from "../../tools/user/user-pool";

/** A password that a pool takes. */
const password = "Correct-Horse-9-battery";

/** The users of a host, as whoever administrates the account reaches them. */
export const usersOf = (host: Host): UserPool =>
  new UserPool({
    name: host.url,
    isOffline: true,
    signsIn: true,
    ...administratorOf(host),
    region: host.graph.region,
    output: (name) => output(host, name),
  });

/** The password for the first time that a host has sent to somebody last. */
export async function invitationOf(host: Host, email: string): Promise<string> {
  const mails: unknown = JSON.parse((await ownPage(host, "mail")).body);
  const texts = (Array.isArray(mails) ? mails : []).map(membersOf).filter(({ to }) => to === email);
  const passwords = texts.map(({ text }) => /password is (\S+)\.\s*$/.exec(String(text))?.[1]);
  const [sent] = passwords.filter((one) => one !== undefined);
  if (sent === undefined) throw new Error(`nobody has invited ${email}`);
  return sent;
}

/** Invites somebody into a group, and signs them in on the hosted pages: their access token for the site's client. */
export async function accessTokenOf(host: Host, email: string, group: Group): Promise<string> {
  const users = usersOf(host);
  await users.invite(email, group);
  users.close();
  return signIn(host, email, await invitationOf(host, email));
}

/** The API of a host where people sign in, as a user with this token uses it. */
export const apiWith = (host: Host, token: string): Api =>
  apiAt({
    ...{ url: output(host, "apiUrl"), key: "", token, awsEndpoint: host.url, region: host.graph.region },
    ...{ dataBucket: output(host, "dataBucket"), siteUrl: output(host, "siteUrl") },
  });

/** The site's configuration, as its pages have it. */
async function siteOf(host: Host): Promise<{ url: string; clientId: string; home: string }> {
  const home = `${output(host, "siteUrl")}/`;
  const { url, clientId } = membersOf(membersOf(await (await fetch(`${home}config.json`)).json()).signIn);
  return { url: String(url), clientId: String(clientId), home };
}

/** By authorization code with PKCE, as the site does. */
async function signIn(host: Host, email: string, invitation: string): Promise<string> {
  const { url, clientId, home } = await siteOf(host);
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const query = new URLSearchParams({
    ...{ response_type: "code", client_id: clientId, redirect_uri: home, scope: "openid email atelier/api" },
    ...{ state: "state", code_challenge: challenge, code_challenge_method: "S256" },
  });
  const visitor = new Visitor(url);
  let place = await visitor.follow(`${url}/oauth2/authorize?${query.toString()}`);
  const filled = { username: email, password: invitation, new_password: password };
  for (let forms = 0; forms < 3 && !place.address.startsWith(home); forms++)
    place = await visitor.submit(place, filled);
  const code = new URL(place.address).searchParams.get("code") ?? "";
  const body = new URLSearchParams({
    ...{ grant_type: "authorization_code", client_id: clientId, redirect_uri: home },
    ...{ code, code_verifier: verifier },
  });
  const { access_token: token } = membersOf(
    await (await fetch(`${url}/oauth2/token`, { method: "POST", body })).json(),
  );
  if (typeof token !== "string") throw new Error(`${email} got no token`);
  return token;
}

/** Where somebody is, and what is shown there. */
interface Place {
  address: string;
  page: string;
}

/** Somebody with a browser: it keeps cookies, and sends forms with what is hidden in them. */
class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly pages: string) {}

  /** Goes to an address, and on to where that leads within the hosted pages. */
  async follow(address: string, init: RequestInit = {}): Promise<Place> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, origin: this.pages };
    const answer = await fetch(address, { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (location === null) return { address, page: await answer.text() };
    const next = new URL(location, address).href;
    return next.startsWith(`${this.pages}/`) ? this.follow(next) : { address: next, page: "" };
  }

  submit({ address, page }: Place, values: Record<string, string>): Promise<Place> {
    const action = /<form\b[^>]*\baction="([^"]*)"/.exec(page)?.[1] ?? "";
    const inputs = [...page.matchAll(/<input\b[^>]*\bname="([^"]*)"[^>]*>/g)];
    const fields = inputs.map(([input, name = ""]): [string, string] => [
      name,
      values[name] ?? plain(/\bvalue="([^"]*)"/.exec(input)?.[1] ?? ""),
    ]);
    return this.follow(new URL(plain(action), address).href, { method: "POST", body: new URLSearchParams(fields) });
  }
}

const plain = (text: string): string =>
  text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
