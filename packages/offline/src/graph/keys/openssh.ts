import { createHash, createPublicKey, type KeyObject } from "node:crypto";

/** A text or bytes as SSH writes them: behind their length (RFC 4251). */
function field(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A positive whole number: without zeros before it, but one where its first bit would be a sign. */
function integer(base64url = ""): Buffer {
  const bytes = Buffer.from(base64url, "base64url");
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(first < 0 ? bytes.length : first);
  return field((short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short);
}

/** SSH's names of curves, by those of JSON Web Keys. */
const curves: Readonly<Record<string, string>> = { "P-256": "nistp256", "P-384": "nistp384", "P-521": "nistp521" };

/** A public key as SSH knows it: its kind, and what is signed and compared. Undefined for a curve that SSH does not know. */
export interface SshKey {
  kind: string;
  blob: Buffer;
}

/** A key's public part for SSH (RFC 4253, 5656, 8709). */
export function sshKey(key: KeyObject): SshKey | undefined {
  if (key.asymmetricKeyDetails?.namedCurve === "secp224r1") return undefined;
  const { kty, crv = "", n, e, x = "", y = "" } = key.export({ format: "jwk" });
  if (kty === "RSA") return of("ssh-rsa", integer(e), integer(n));
  if (kty === "OKP") return of("ssh-ed25519", field(Buffer.from(x, "base64url")));
  const curve = curves[crv] ?? "";
  return of(`ecdsa-sha2-${curve}`, field(curve), field(point(x, y)));
}

const of = (kind: string, ...fields: Buffer[]): SshKey => ({ kind, blob: Buffer.concat([field(kind), ...fields]) });

const point = (x: string, y: string): Buffer =>
  Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);

/**
 * A private key in OpenSSH's own format, without a passphrase (PROTOCOL.key of OpenSSH). Its check numbers follow from the
 * key, where ssh-keygen draws them.
 */
export function opensshPrivateKey(key: KeyObject, { kind, blob }: SshKey): string {
  const jwk = key.export({ format: "jwk" });
  const { kty, d = "", x = "", y = "" } = jwk;
  const secret = Buffer.from(d, "base64url");
  const fields =
    kty === "RSA"
      ? [integer(jwk.n), integer(jwk.e), integer(d), integer(jwk.qi), integer(jwk.p), integer(jwk.q)]
      : kty === "OKP"
        ? [field(Buffer.from(x, "base64url")), field(Buffer.concat([secret, Buffer.from(x, "base64url")]))]
        : [field(curves[String(jwk.crv)] ?? ""), field(point(x, y)), integer(d)];
  const check = createHash("sha256").update(secret).digest().subarray(0, 4);
  const inner = Buffer.concat([check, check, field(kind), ...fields, field("")]);
  const padding = Buffer.from(Array.from({ length: (8 - (inner.length % 8)) % 8 }, (_, index) => index + 1));
  const document = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["none", "none", ""].map(field),
    Buffer.of(0, 0, 0, 1),
    field(blob),
    field(Buffer.concat([inner, padding])),
  ]);
  const lines = document.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** The public key of a private one in OpenSSH's format, which stands in it in clear; undefined for what is none. */
export function publicKeyOfOpenssh(text: string): KeyObject | undefined {
  const [, base64 = ""] = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text) ?? [];
  const document = Buffer.from(base64, "base64");
  if (document.subarray(0, 15).toString("latin1") !== "openssh-key-v1\0") return undefined;
  const header = fieldsOf(document.subarray(15), 3);
  const blob = header && fieldsOf(header.rest.subarray(4), 1)?.fields[0];
  return blob && publicKeyOf(blob);
}

function publicKeyOf(blob: Buffer): KeyObject | undefined {
  const [kind, first, second] = fieldsOf(blob, 2)?.fields.map(String) ?? [];
  const fields = (count: number): string[] =>
    fieldsOf(blob, count)?.fields.map((bytes) => bytes.toString("base64url")) ?? [];
  if (kind === "ssh-ed25519") return jwkKey({ kty: "OKP", crv: "Ed25519", x: fields(2)[1] });
  if (kind === "ssh-rsa" && second === undefined) return jwkKey({ kty: "RSA", e: fields(3)[1], n: fields(3)[2] });
  const crv = Object.keys(curves).find((name) => curves[name] === first);
  const at = fieldsOf(blob, 3)?.fields[2];
  if (crv === undefined || !at) return undefined;
  const half = (at.length - 1) / 2;
  const [x, y] = [at.subarray(1, 1 + half), at.subarray(1 + half)].map((bytes) => bytes.toString("base64url"));
  return jwkKey({ kty: "EC", crv, x, y });
}

const jwkKey = (key: Record<string, string | undefined>): KeyObject => createPublicKey({ key, format: "jwk" });

/** The first fields of a document, and what follows; undefined if there are not so many. */
function fieldsOf(document: Buffer, count: number): { fields: Buffer[]; rest: Buffer } | undefined {
  const fields: Buffer[] = [];
  let rest = document;
  for (let index = 0; index < count; index++) {
    if (rest.length < 4 || rest.length < 4 + rest.readUInt32BE(0)) return undefined;
    const end = 4 + rest.readUInt32BE(0);
    fields.push(rest.subarray(4, end));
    rest = rest.subarray(end);
  }
  return { fields, rest };
}
