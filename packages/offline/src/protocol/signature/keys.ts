import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { Scope } from "./scope";

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** A key is for one secret, day, region and service: a host serves a handful at a time, and a few at midnight. */
const capacity = 256;

/**
 * Signing keys, derived once each: four HMACs that would otherwise cost more than the rest of a verification.
 *
 * The oldest goes when there are more than {@link capacity}: only the keys of known secrets get here, but whoever has
 * one may name any region.
 */
export function signingKeys(): (secret: string, scope: Scope) => KeyObject {
  const keys = new Map<string, KeyObject>();
  return (secret, { date, region, service }) => {
    const name = `${date}/${region}/${service}/${secret}`;
    const known = keys.get(name);
    if (known) return known;
    const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
    const derived = createSecretKey(Buffer.from(key));
    const oldest = keys.keys().next();
    if (keys.size >= capacity && !oldest.done) keys.delete(oldest.value);
    keys.set(name, derived);
    return derived;
  };
}
