import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { UserPool } from "../../src/protocol/user-pools";

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A user pool with a key of its own, and what it signs. */
export class TestPool implements UserPool {
  readonly issuer: string;
  readonly kid = "key-1";
  readonly publicKey: KeyObject;
  /** How often its key was asked for. */
  asked = 0;
  private readonly privateKey: KeyObject;

  constructor(readonly id: string) {
    this.issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${id}`;
    ({ publicKey: this.publicKey, privateKey: this.privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 }));
  }

  get arn(): string {
    return `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${this.id}`;
  }

  keyOf(kid: string): KeyObject | undefined {
    this.asked++;
    return kid === this.kid ? this.publicKey : undefined;
  }

  /** A token that the pool signs; its head may say something else. */
  sign(claims: object, head: object = {}): string {
    const text = `${part({ alg: "RS256", kid: this.kid, ...head })}.${part({ iss: this.issuer, ...claims })}`;
    return `${text}.${sign("RSA-SHA256", Buffer.from(text), this.privateKey).toString("base64url")}`;
  }

  /** A token that says it needs no signature. */
  unsigned(claims: object): string {
    return `${part({ alg: "none", kid: this.kid })}.${part({ iss: this.issuer, ...claims })}.`;
  }

  /** A token whose secret is the public key, which everybody knows. */
  signedByPublicKey(claims: object): string {
    const text = `${part({ alg: "HS256", kid: this.kid })}.${part({ iss: this.issuer, ...claims })}`;
    const secret = this.publicKey.export({ type: "spki", format: "pem" });
    return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
  }
}
