import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { optionalNumber, optionalText, type Properties } from "../graph";
import { privateKeyOf, usual } from "./derive";
import { opensshPrivateKey, sshKey } from "./openssh";

/** What `tls` tells of a public key. What SSH has no form for is empty, as the provider has it. */
export type PublicKeyTexts = Record<
  "id" | "publicKeyPem" | "publicKeyOpenssh" | "publicKeyFingerprintMd5" | "publicKeyFingerprintSha256",
  string
>;

/** What `tls.PrivateKey` tells of a key. */
export interface PrivateKeyTexts extends PublicKeyTexts {
  privateKeyPem: string;
  privateKeyPemPkcs8: string;
  privateKeyOpenssh: string;
}

const hex = (algorithm: string, bytes: Buffer): string => createHash(algorithm).update(bytes).digest("hex");

export function publicKeyTexts(key: KeyObject): PublicKeyTexts {
  const ssh = sshKey(key);
  return {
    id: hex("sha1", key.export({ format: "der", type: "spki" })),
    publicKeyPem: key.export({ format: "pem", type: "spki" }).toString(),
    publicKeyOpenssh: ssh ? `${ssh.kind} ${ssh.blob.toString("base64")}\n` : "",
    publicKeyFingerprintMd5: ssh ? (hex("md5", ssh.blob).match(/../g) ?? []).join(":") : "",
    publicKeyFingerprintSha256: ssh
      ? `SHA256:${createHash("sha256").update(ssh.blob).digest("base64").replace(/=+$/, "")}`
      : "",
  };
}

/** Of a key that follows from a seed: see {@link privateKeyOf}. */
export function privateKeyTexts(seed: string, inputs: Properties): PrivateKeyTexts {
  const key = privateKeyOf(seed, inputs);
  const publicKey = createPublicKey(key);
  const ssh = sshKey(publicKey);
  return {
    ...publicKeyTexts(publicKey),
    privateKeyPem: pemOf(key),
    privateKeyPemPkcs8: key.export({ format: "pem", type: "pkcs8" }).toString(),
    privateKeyOpenssh: ssh ? opensshPrivateKey(key, ssh) : "",
  };
}

/** The provider writes each kind in the form of its own. */
function pemOf(key: KeyObject): string {
  const type = { rsa: "pkcs1", ec: "sec1" } as const;
  const kind = key.asymmetricKeyType;
  return key.export({ format: "pem", type: kind === "rsa" || kind === "ec" ? type[kind] : "pkcs8" }).toString();
}

/** What `tls.PrivateKey` was asked for, its own choices included. */
export const choicesOf = (inputs: Properties): Properties => ({
  rsaBits: optionalNumber(inputs, "rsaBits") ?? usual.rsaBits,
  ecdsaCurve: optionalText(inputs, "ecdsaCurve") ?? usual.ecdsaCurve,
});
