import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";

/** The key that a pool signs its tokens with. */
export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** A new key, as PEM. */
export async function newKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return String(privateKey.export({ type: "pkcs8", format: "pem" }));
}

/** A key is named by what it is. */
export function keyOf(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const kid = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64");
  return { kid, privateKey, publicKey };
}

/** A public key as RFC 7517 has it, within a set. */
export const jwks = ({ kid, publicKey }: SigningKey): object => ({
  keys: [{ alg: "RS256", ...publicKey.export({ format: "jwk" }), kid, use: "sig" }],
});

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JSON Web Token (RFC 7519), signed with RSA and SHA-256. */
export function signed(claims: object, { kid, privateKey }: SigningKey): string {
  const text = `${part({ kid, alg: "RS256" })}.${part(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}
