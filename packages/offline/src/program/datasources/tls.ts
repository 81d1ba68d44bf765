import { createPublicKey, type KeyObject } from "node:crypto";
import { optionalText, type Properties } from "../../graph/graph";
import { publicKeyOfOpenssh } from "../../graph/keys/openssh";
import { publicKeyTexts } from "../../graph/keys/outputs";
import { type DataSources, NoAnswer } from "./answer";

const algorithms: Readonly<Record<string, string>> = { rsa: "RSA", ec: "ECDSA", ed25519: "ED25519" };

/** What the provider `tls` tells without making anything. */
export const tlsSources: DataSources = {
  "tls:index/getPublicKey:getPublicKey": (inputs) => {
    const key = publicKeyOf(inputs);
    return { algorithm: algorithms[key.asymmetricKeyType ?? ""], ...publicKeyTexts(key) };
  },
};

function publicKeyOf(inputs: Properties): KeyObject {
  const openssh = optionalText(inputs, "privateKeyOpenssh");
  if (openssh !== undefined) {
    const key = publicKeyOfOpenssh(openssh);
    if (key) return key;
  }
  try {
    return createPublicKey(optionalText(inputs, "privateKeyPem") ?? "");
  } catch {
    // What the key is belongs into no message.
    throw new NoAnswer("tls.getPublicKey was given what is no private key in PEM or in OpenSSH's format");
  }
}
