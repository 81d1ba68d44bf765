import { createDiffieHellmanGroup, createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/*
 * Cognito's SRP: SRP-6a (RFC 5054) over the 3,072-bit group of RFC 3526 with SHA-256. What differs from the RFC: the pool's
 * name goes before the user's, the proof is an HMAC over names, a secret block and the time, and its key is derived by
 * HKDF (RFC 5869) with an info of its own. Numbers are hashed as two's complement has them, with a leading zero byte where
 * the first bit is set (the client is amazon-cognito-identity-js's AuthenticationHelper).
 */

/** What SRP needs to know of a password. Who has it can try passwords faster than scrypt lets them: it is as secret as that. */
export interface SrpVerifier {
  /** Hexadecimal. */
  salt: string;
  verifier: string;
}

const prime = BigInt(`0x${createDiffieHellmanGroup("modp15").getPrime("hex")}`);
const generator = 2n;

const padded = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
};

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const number = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString("hex")}`);

const multiplier = number(sha256(padded(prime), padded(generator)));

/** Exponents have 256 bits: a few milliseconds each. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [base % prime, exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

/**
 * @param poolName what follows the region in the pool's id
 * @param saltDigits hexadecimal; random, if undefined
 */
export function verifierOf(
  poolName: string,
  username: string,
  password: string,
  saltDigits = randomBytes(16).toString("hex"),
): SrpVerifier {
  const salt = BigInt(`0x${saltDigits}`);
  const inner = sha256(`${poolName}${username}:${password}`);
  const exponent = number(sha256(padded(salt), inner));
  return { salt: salt.toString(16), verifier: power(generator, exponent).toString(16) };
}

/** The server's half of an exchange, to be kept until the client proves its own. */
export interface SrpExchange {
  /** The client's public value, hexadecimal, as are all here. */
  clientValue: string;
  serverSecret: string;
  serverValue: string;
  /** What the client signs, in base64. */
  secretBlock: string;
}

/** @returns undefined for a public value of the client's that would give the secret away */
export function beginExchange(clientValue: string, { verifier }: SrpVerifier): SrpExchange | undefined {
  if (!/^[0-9a-f]{1,768}$/i.test(clientValue) || BigInt(`0x${clientValue}`) % prime === 0n) return undefined;
  const secret = number(randomBytes(32));
  const value = (multiplier * BigInt(`0x${verifier}`) + power(generator, secret)) % prime;
  return {
    clientValue,
    serverSecret: secret.toString(16),
    serverValue: value.toString(16),
    secretBlock: randomBytes(512).toString("base64"),
  };
}

/** What a client claims to know the password by. */
export interface SrpProof {
  poolName: string;
  username: string;
  /** As the client wrote it. */
  timestamp: string;
  secretBlock: string;
  /** In base64. */
  signature: string;
}

/** Whether who sent the client's value knows the password. */
export function isProven(exchange: SrpExchange, { verifier }: SrpVerifier, proof: SrpProof): boolean {
  const [client, server] = [BigInt(`0x${exchange.clientValue}`), BigInt(`0x${exchange.serverValue}`)];
  const mixed = number(sha256(padded(client), padded(server)));
  if (mixed === 0n || proof.secretBlock !== exchange.secretBlock) return false;
  const base = (client * power(BigInt(`0x${verifier}`), mixed)) % prime;
  const shared = power(base, BigInt(`0x${exchange.serverSecret}`));
  const extracted = createHmac("sha256", padded(mixed)).update(padded(shared)).digest();
  const key = createHmac("sha256", extracted).update("Caldera Derived Key\x01").digest().subarray(0, 16);
  const expected = createHmac("sha256", key)
    .update(proof.poolName)
    .update(proof.username)
    .update(Buffer.from(exchange.secretBlock, "base64"))
    .update(proof.timestamp)
    .digest();
  const given = Buffer.from(proof.signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
