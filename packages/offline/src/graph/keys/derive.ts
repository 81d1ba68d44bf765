import { checkPrimeSync, createECDH, createPrivateKey, type KeyObject } from "node:crypto";
import { optionalNumber, optionalText, type Properties } from "../graph";
import { UserError } from "../../errors";
import { RandomBytes } from "../random-values";

/** OpenSSL's names of the curves that `tls.PrivateKey` knows, what DER calls them, and how many bytes a private key has. */
const curves = {
  P224: { name: "secp224r1", oid: "2b81040021", bytes: 28, mask: 0xff },
  P256: { name: "prime256v1", oid: "2a8648ce3d030107", bytes: 32, mask: 0xff },
  P384: { name: "secp384r1", oid: "2b81040022", bytes: 48, mask: 0xff },
  P521: { name: "secp521r1", oid: "2b81040023", bytes: 66, mask: 0x01 },
} as const;

const isCurve = (name: string): name is keyof typeof curves => Object.hasOwn(curves, name);

/** What `tls.PrivateKey` takes for what it is not told. */
export const usual = { rsaBits: 2048, ecdsaCurve: "P224" } as const;

const known = new Map<string, KeyObject>();

/**
 * A private key that follows from a seed, as `tls.PrivateKey` says it: the same one on every start, as long as the seed is.
 *
 * @param seed of 256 bits that nobody knows, for a key that nobody knows
 * @throws UserError for what the provider would refuse
 */
export function privateKeyOf(seed: string, { algorithm, ...inputs }: Properties): KeyObject {
  const rsaBits = optionalNumber(inputs, "rsaBits") ?? usual.rsaBits;
  const curve = optionalText(inputs, "ecdsaCurve") ?? usual.ecdsaCurve;
  const id = `${seed} ${String(algorithm)} ${rsaBits} ${curve}`;
  const key = known.get(id) ?? derive(String(algorithm), rsaBits, curve, new RandomBytes(`key of ${id}`));
  known.set(id, key);
  return key;
}

function derive(algorithm: string, rsaBits: number, curve: string, bytes: RandomBytes): KeyObject {
  if (algorithm === "RSA") return rsaKey(bytes, rsaBits);
  if (algorithm === "ED25519") return edwardsKey(bytes.take(32));
  if (algorithm !== "ECDSA") throw new UserError(`tls.PrivateKey takes RSA, ECDSA or ED25519, not ${algorithm}`);
  if (!isCurve(curve)) throw new UserError(`tls.PrivateKey takes the curves P224, P256, P384 and P521, not ${curve}`);
  return ellipticKey(bytes, curves[curve]);
}

/** PKCS#8 of a key that is 32 bytes (RFC 8410). */
const edwardsKey = (seed: Buffer): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]),
    format: "der",
    type: "pkcs8",
  });

function ellipticKey(bytes: RandomBytes, curve: (typeof curves)[keyof typeof curves]): KeyObject {
  const pair = createECDH(curve.name);
  let secret = takeSecret(bytes, curve);
  // Few numbers of so many bits are none of the curve.
  for (; !isTaken(() => pair.setPrivateKey(secret)); secret = takeSecret(bytes, curve));
  // RFC 5915. JSON Web Keys do not know P-224.
  const document = der(
    0x30,
    der(0x02, Buffer.of(1)),
    der(0x04, secret),
    der(0xa0, der(0x06, Buffer.from(curve.oid, "hex"))),
    der(0xa1, der(0x03, Buffer.of(0), pair.getPublicKey())),
  );
  return createPrivateKey({ key: document, format: "der", type: "sec1" });
}

function takeSecret(bytes: RandomBytes, { bytes: count, mask }: { bytes: number; mask: number }): Buffer {
  const secret = Buffer.from(bytes.take(count));
  secret.writeUInt8(secret.readUInt8(0) & mask, 0);
  return secret;
}

function isTaken(take: () => void): boolean {
  try {
    take();
    return true;
  } catch {
    return false;
  }
}

/** A value of DER, of less than 256 bytes. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, ...(content.length < 128 ? [] : [0x81]), content.length), content]);
}

const exponent = 65_537n;

/** Node.js makes keys of chance alone: one that follows from a seed is made of its primes. */
function rsaKey(bytes: RandomBytes, bits: number): KeyObject {
  if (!Number.isInteger(bits) || bits < 1024 || bits > 16_384)
    throw new UserError(`tls.PrivateKey takes rsaBits from 1024 to 16384 here, not ${bits}`);
  const p = primeOf(bytes, Math.ceil(bits / 2));
  const q = primeOf(bytes, Math.floor(bits / 2));
  const d = inverse(exponent, (p - 1n) * (q - 1n));
  const members = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(members).map(([name, value]) => [name, base64url(value)]));
  return createPrivateKey({ key: { kty: "RSA", ...jwk }, format: "jwk" });
}

/** What a candidate is divided by before it is tested at length. */
const smallPrimes = Array.from({ length: 5000 }, (_, index) => 2 * index + 3).filter((candidate, _, all) =>
  all.every((divisor) => divisor * divisor > candidate || candidate % divisor !== 0),
);

/** A prime of so many bits, the first two of them set: a product of two has all the bits that it is to have. */
function primeOf(bytes: RandomBytes, bits: number): bigint {
  for (;;) {
    const drawn = BigInt(`0x${bytes.take(Math.ceil(bits / 8)).toString("hex")}`);
    const start = BigInt.asUintN(bits, drawn) | (3n << BigInt(bits - 2)) | 1n;
    const remainders = smallPrimes.map((prime) => Number(start % BigInt(prime)));
    for (let step = 0; step < bits * 20; step += 2) {
      if (smallPrimes.some((prime, index) => ((remainders[index] ?? 0) + step) % prime === 0)) continue;
      const candidate = start + BigInt(step);
      if (candidate >> BigInt(bits) > 0n) break;
      if ((candidate - 1n) % exponent !== 0n && checkPrimeSync(candidate)) return candidate;
    }
  }
}

/** What a number is to be multiplied by for 1, modulo another one that it has no divisor in common with. */
function inverse(number: bigint, modulus: bigint): bigint {
  let [rest, next] = [modulus, number % modulus];
  let [result, coming] = [0n, 1n];
  while (next > 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [result, coming] = [coming, result - quotient * coming];
  }
  return result < 0n ? result + modulus : result;
}

function base64url(number: bigint): string {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
}
