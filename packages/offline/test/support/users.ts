import { createHash, createHmac, createPublicKey, getDiffieHellman, randomBytes, verify } from "node:crypto";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { isRecord, membersOf } from "../../src/is-record";
import type { Host } from "../../src/host/host";
import { type RawAnswer, rawRequest } from "./http";
import { ownPage } from "./host";
import { administratorOf } from "./sdk";

/** Cognito's client of a host, as the account's administrator. */
export const cognitoOf = (host: Pick<Host, "url" | "graph">): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient(administratorOf(host));

/** The claims of a token, without a look at its signature. */
export const claimsOf = (token = ""): Record<string, unknown> =>
  membersOf(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")));

/** Whether one of the keys that an address shows has signed a token. */
export async function isSigned(token: string, keysUrl: string): Promise<boolean> {
  const [head = "", body = "", signature = ""] = token.split(".");
  const { kid, alg } = membersOf(JSON.parse(Buffer.from(head, "base64url").toString("utf8")));
  const { keys } = membersOf(await (await fetch(keysUrl)).json());
  const key = (Array.isArray(keys) ? keys : []).filter(isRecord).find((one) => one.kid === kid);
  if (!key || alg !== "RS256") return false;
  const publicKey = createPublicKey({ key, format: "jwk" });
  return verify("sha256", Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, "base64url"));
}

/** The e-mails that a host has sent to somebody, the newest first. */
export async function mailsTo(host: Host, to: string): Promise<{ subject: string; text: string }[]> {
  const mails: unknown = JSON.parse((await ownPage(host, "mail")).body);
  return (Array.isArray(mails) ? mails : [])
    .map(membersOf)
    .filter((mail) => mail.to === to)
    .map(({ subject, text }) => ({ subject: String(subject), text: String(text) }));
}

/** The code in the newest e-mail to somebody. */
export async function codeTo(host: Host, to: string): Promise<string> {
  return /\d{6}/.exec((await mailsTo(host, to))[0]?.text ?? "")?.[0] ?? "";
}

/** A page as a browser has it. */
export interface Shown extends RawAnswer {
  /** Where it is. */
  url: string;
}

/** A browser: it keeps cookies, follows redirects within the pool's address, and sends forms as they are. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly base: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** Opens an address of the pool's, and what it leads to there. */
  async open(path: string): Promise<Shown> {
    return this.follow(path, await this.send("GET", path));
  }

  /**
   * Sends the first form of a page.
   *
   * @param filled what a person fills in, over what stands in it
   */
  async submit(page: Shown, filled: Record<string, string>, headers: Record<string, string> = {}): Promise<Shown> {
    const action = plain(/<form method="post" action="([^"]*)"/.exec(page.body)?.[1] ?? "");
    const form = page.body.slice(page.body.indexOf("<form"), page.body.indexOf("</form>"));
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
    const fields = {
      ...Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, plain(value)])),
      ...filled,
    };
    return this.follow(action, await this.send("POST", action, new URLSearchParams(fields).toString(), headers));
  }

  private async send(
    method: string,
    path: string,
    body = "",
    headers: Record<string, string> = {},
  ): Promise<RawAnswer> {
    const answer = await rawRequest(
      this.base,
      method,
      path,
      {
        host: new URL(this.base).host,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(method === "POST" && { "content-type": "application/x-www-form-urlencoded", origin: this.base }),
        ...this.headers,
        ...headers,
      },
      body,
    );
    for (const line of [answer.headers["set-cookie"] ?? []].flat()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  private async follow(path: string, answer: RawAnswer): Promise<Shown> {
    const { location } = answer.headers;
    if (typeof location === "string" && location.startsWith("/")) return this.open(location);
    return { ...answer, url: typeof location === "string" ? location : this.base + path };
  }
}

const plain = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

/** Posts a form to an endpoint of a pool's; returns the status and the JSON that it answers. */
export async function post(
  url: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(form), headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: membersOf(text === "" ? {} : JSON.parse(text)) };
}

/** What shows that who redeems a code has asked for it (RFC 7636). */
export function proofKey(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/* A client of Cognito's SRP, of its own: what the host computes must not be checked by itself. */

const prime = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % prime;
    if (bit === "1") result = (result * base) % prime;
  }
  return result;
};

const bytes = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const even = hex.padStart(hex.length + (hex.length % 2), "0");
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
};

const hashed = (...parts: (Buffer | string)[]): bigint => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return BigInt(`0x${hash.digest("hex")}`);
};

/** One sign-in by SRP. */
export class SrpClient {
  private readonly secret = BigInt(`0x${randomBytes(32).toString("hex")}`);
  private readonly value = power(2n, this.secret);

  /** What InitiateAuth takes as `SRP_A`. */
  get A(): string {
    return this.value.toString(16);
  }

  /** The answer to PASSWORD_VERIFIER. */
  answer(poolId: string, parameters: Record<string, string> = {}, password: string): Record<string, string> {
    const { SALT = "", SRP_B = "", SECRET_BLOCK = "", USER_ID_FOR_SRP = "" } = parameters;
    const poolName = poolId.split("_")[1] ?? "";
    const [salt, server] = [BigInt(`0x${SALT}`), BigInt(`0x${SRP_B}`)];
    const mixed = hashed(bytes(this.value), bytes(server));
    const inner = createHash("sha256").update(`${poolName}${USER_ID_FOR_SRP}:${password}`).digest();
    const exponent = hashed(bytes(salt), inner);
    const multiplier = hashed(bytes(prime), bytes(2n));
    const base = (((server - multiplier * power(2n, exponent)) % prime) + prime) % prime;
    const shared = power(base, this.secret + mixed * exponent);
    const extracted = createHmac("sha256", bytes(mixed)).update(bytes(shared)).digest();
    const key = createHmac("sha256", extracted).update("Caldera Derived Key\u0001").digest().subarray(0, 16);
    const TIMESTAMP = "Tue Dec 1 09:00:00 UTC 2026";
    const signature = createHmac("sha256", key)
      .update(poolName + USER_ID_FOR_SRP)
      .update(Buffer.from(SECRET_BLOCK, "base64"))
      .update(TIMESTAMP);
    return {
      USERNAME: USER_ID_FOR_SRP,
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature.digest("base64"),
      TIMESTAMP,
    };
  }
}
