import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate and its key, in PEM. */
export interface Pair {
  cert: string;
  key: string;
}

/** Why no certificates can be made here; undefined if they can. */
export const certificatesMissing = /^OpenSSL [3-9]/.test(String(spawnSync("openssl", ["version"]).stdout))
  ? undefined
  : "no OpenSSL 3: `apt-get install openssl` on Debian and the like";

/** An authority of its own with a certificate for a server on 127.0.0.1 and one for a client, all good for a day. */
export function makeCertificates(): { ca: string; server: Pair; client: Pair } {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const file = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(file(name), "utf8");
  const make = (name: string, ...more: string[]): Pair => {
    const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
    const output = ["-subj", `/CN=${name}`, "-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)];
    execFileSync("openssl", ["req", ...kind, ...output, ...more], { stdio: "pipe" });
    return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
  };
  try {
    const ca = make("authority");
    const signed = ["-CA", file("authority.pem"), "-CAkey", file("authority.key")];
    const server = make("server", ...signed, "-addext", "subjectAltName=IP:127.0.0.1");
    return { ca: ca.cert, server, client: make("client", ...signed) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
