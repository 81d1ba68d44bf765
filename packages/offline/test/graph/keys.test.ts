import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { hasCode } from "../../src/errors";
import type { Properties } from "../../src/graph/graph";
import { publicKeyOfOpenssh } from "../../src/graph/keys/openssh";
import { privateKeyTexts, publicKeyTexts } from "../../src/graph/keys/outputs";
import { dataSource } from "../../src/program/datasources";
import { boundBy, graphWith, only } from "../support/graph";

const type = "tls:index/privateKey:PrivateKey";

/** What ssh-keygen made, and says of it. */
const made = {
  privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACBrM32drZaw66xOJMo2S5c0ujtHoxpim4qBeB9W+Jw4VwAAAIgJfIcLCXyH
CwAAAAtzc2gtZWQyNTUxOQAAACBrM32drZaw66xOJMo2S5c0ujtHoxpim4qBeB9W+Jw4Vw
AAAEBFDJQSukr/vBe1IoI1AF0r8CVtYUxyOnjrMkj4BAXEwmszfZ2tlrDrrE4kyjZLlzS6
O0ejGmKbioF4H1b4nDhXAAAAAAECAwQF
-----END OPENSSH PRIVATE KEY-----
`,
  publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGszfZ2tlrDrrE4kyjZLlzS6O0ejGmKbioF4H1b4nDhX\n",
  md5: "1f:9f:d7:aa:25:46:80:48:c4:0a:d4:c6:31:85:66:85",
  sha256: "SHA256:Ox7gkdS+nnOE+D4Dx+pxpk5zALwI7UvP+wxcifhNLjQ",
};

const kinds: [what: string, inputs: Properties, pem: string][] = [
  ["RSA", { algorithm: "RSA" }, "RSA PRIVATE KEY"],
  ["RSA of an odd length", { algorithm: "RSA", rsaBits: 1531 }, "RSA PRIVATE KEY"],
  ["ECDSA on P-224", { algorithm: "ECDSA" }, "EC PRIVATE KEY"],
  ["ECDSA on P-256", { algorithm: "ECDSA", ecdsaCurve: "P256" }, "EC PRIVATE KEY"],
  ["ECDSA on P-384", { algorithm: "ECDSA", ecdsaCurve: "P384" }, "EC PRIVATE KEY"],
  ["ECDSA on P-521", { algorithm: "ECDSA", ecdsaCurve: "P521" }, "EC PRIVATE KEY"],
  ["Ed25519", { algorithm: "ED25519" }, "PRIVATE KEY"],
];

describe("graph/keys: keys of tls", () => {
  const getPublicKey = (inputs: Properties): Properties =>
    dataSource("tls:index/getPublicKey:getPublicKey", inputs, {
      ...{ region: "eu-west-1", account: "000000000000", declared: [], config: {} },
      tell: expect.fail,
    });

  for (const [what, inputs, pem] of kinds)
    describe(what, () => {
      const texts = privateKeyTexts("seed", inputs);

      it("is a pair, in the forms of the provider", () => {
        const [own, pkcs8] = [texts.privateKeyPem, texts.privateKeyPemPkcs8].map((text) => createPrivateKey(text));
        if (!own || !pkcs8) throw new Error("there are two");
        expect(own.equals(pkcs8)).to.equal(true);
        expect(texts.privateKeyPem).to.match(new RegExp(`^-----BEGIN ${pem}-----\n`));
        const publicKey = createPublicKey(texts.publicKeyPem);
        const algorithm = inputs.algorithm === "ED25519" ? null : "sha256";
        const signature = sign(algorithm, Buffer.from("said"), own);
        expect(verify(algorithm, Buffer.from("said"), publicKey, signature)).to.equal(true);
        if (inputs.algorithm === "RSA")
          expect(own.asymmetricKeyDetails?.modulusLength).to.equal(inputs.rsaBits ?? 2048);
      });

      it("follows from its seed", () => {
        expect(privateKeyTexts("seed", { ...inputs })).to.deep.equal(texts);
        expect(privateKeyTexts("another seed", inputs).publicKeyPem).to.not.equal(texts.publicKeyPem);
      });

      it("has a public part that getPublicKey tells, whatever form it is given", () => {
        const { privateKeyPem, privateKeyPemPkcs8, privateKeyOpenssh, ...open } = texts;
        const algorithm = inputs.algorithm;
        for (const given of [privateKeyPem, privateKeyPemPkcs8])
          expect(getPublicKey({ privateKeyPem: given })).to.deep.include({ ...open, algorithm });
        if (privateKeyOpenssh !== "")
          expect(getPublicKey({ privateKeyOpenssh })).to.deep.include({ ...open, algorithm });
      });

      it("is read by ssh-keygen, where SSH has such keys", function () {
        if (texts.publicKeyOpenssh === "") {
          expect(texts).to.include({ privateKeyOpenssh: "", publicKeyFingerprintMd5: "" });
          expect(inputs).to.deep.equal({ algorithm: "ECDSA" });
          return;
        }
        const folder = mkdtempSync(join(tmpdir(), "keys-"));
        const file = join(folder, "key");
        try {
          writeFileSync(file, texts.privateKeyOpenssh, { mode: 0o600 });
          const read = execFileSync("ssh-keygen", ["-y", "-P", "", "-f", file], { encoding: "utf8" });
          expect(read.trim()).to.equal(texts.publicKeyOpenssh.trim());
        } catch (error) {
          if (!hasCode(error, "ENOENT")) throw error;
          this.skip();
        } finally {
          rmSync(folder, { recursive: true });
        }
      });
    });

  it("are known by ssh-keygen's fingerprints", () => {
    const key = publicKeyOfOpenssh(made.privateKey) ?? expect.fail();
    expect(publicKeyTexts(key)).to.include({
      publicKeyOpenssh: made.publicKey,
      publicKeyFingerprintMd5: made.md5,
      publicKeyFingerprintSha256: made.sha256,
    });
  });

  it("are not told by getPublicKey where there is none, nor is what was given instead", () => {
    expect(() => getPublicKey({ privateKeyPem: "hush" })).to.throw(/^((?!hush).)*no private key((?!hush).)*$/);
    expect(() => getPublicKey({ privateKeyOpenssh: "hush" })).to.throw(/^((?!hush).)*no private key((?!hush).)*$/);
  });

  it("of other kinds than the provider's are refused", () => {
    expect(() => privateKeyTexts("seed", { algorithm: "DSA" })).to.throw(/not DSA/);
    expect(() => privateKeyTexts("seed", { algorithm: "ECDSA", ecdsaCurve: "P1" })).to.throw(/not P1/);
  });

  it("are each data folder's own, wherever the program has put them, and however it has written them", () => {
    const recording = graphWith([{ type, inputs: { algorithm: "RSA" } }]);
    const { outputs } = only(recording, type);
    const recorded = { pem: String(outputs.privateKeyPem), ssh: String(outputs.publicKeyOpenssh) };
    const asPut = {
      ...recording,
      outputs: {
        pem: recorded.pem,
        trimmed: recorded.ssh.trim(),
        json: JSON.stringify({ key: recorded.pem }),
        nested: JSON.stringify({ event: JSON.stringify({ key: recorded.pem }) }),
      },
    };
    const [one, again, other] = ["a", "a", "b"].map((seed) => boundBy(asPut, seed));
    const bound = one && only(one, type);
    const own = { pem: String(bound?.outputs.privateKeyPem), ssh: String(bound?.outputs.publicKeyOpenssh) };
    expect(own.pem).to.not.equal(recorded.pem);
    expect(one?.outputs).to.deep.equal({
      pem: own.pem,
      trimmed: own.ssh.trim(),
      json: JSON.stringify({ key: own.pem }),
      nested: JSON.stringify({ event: JSON.stringify({ key: own.pem }) }),
    });
    const { id, ...told } = publicKeyTexts(createPublicKey(own.pem));
    expect(bound?.outputs).to.include(told);
    expect(bound?.id).to.equal(id);
    expect(again?.outputs).to.deep.equal(one?.outputs);
    expect(other?.outputs.pem).to.not.equal(one?.outputs.pem);
  });
});
