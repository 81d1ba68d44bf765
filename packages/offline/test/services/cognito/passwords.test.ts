import { expect } from "chai";
import { Attempts } from "../../../src/services/cognito/passwords/attempts";
import { hashPassword, isPassword } from "../../../src/services/cognito/passwords/hash";
import { temporaryPassword, weaknessOf } from "../../../src/services/cognito/passwords/policy";
import { totpCode, totpStep } from "../../../src/services/cognito/passwords/totp";
import { TestClock } from "../../support/clock";

const rules = {
  ...{ minimumLength: 8, lowercase: true, uppercase: true, numbers: true, symbols: true, temporaryDays: 7 },
};

describe("services/cognito: passwords", () => {
  const weaknesses: [password: string, weakness: string | undefined][] = [
    ["Aa1!aaa", "Password not long enough"],
    ["AAAAAA1!", "Password must have lowercase characters"],
    ["aaaaaa1!", "Password must have uppercase characters"],
    ["aaaaaaA!", "Password must have numeric characters"],
    ["aaaaaaA1", "Password must have symbol characters"],
    [" aaaaaA1", "Password must have symbol characters"],
    ["aaa aaA1", undefined],
    ["aaaaaA1=", undefined],
    [`aA1!${"a".repeat(253)}`, "Password too long"],
  ];
  for (const [password, weakness] of weaknesses)
    it(`${weakness === undefined ? "may be" : "may not be"} ${JSON.stringify(password.slice(0, 12))}: ${weakness ?? "it has all that is asked for"}`, () => {
      expect(weaknessOf(password, rules)).to.equal(weakness);
    });

  it("that are temporary are as the pool asks for, and never the same", () => {
    const made = Array.from({ length: 50 }, () => temporaryPassword({ ...rules, minimumLength: 20 }));
    for (const password of made) expect(weaknessOf(password, rules), password).to.equal(undefined);
    expect(new Set(made).size).to.equal(50);
    expect(made.every(({ length }) => length === 20)).to.equal(true);
  });

  it("are kept as salted hashes, which differ for the same password, and are nobody's where there is none", async () => {
    const [one, other] = [await hashPassword("secret"), await hashPassword("secret")];
    expect(one).to.not.deep.equal(other);
    expect(await isPassword("secret", one)).to.equal(true);
    expect(await isPassword("Secret", one)).to.equal(false);
    expect(await isPassword("", undefined)).to.equal(false);
  });

  it("that are wrong are tried ever more slowly, up to fifteen minutes, and forgotten after as long", async () => {
    const clock = new TestClock();
    const attempts = new Attempts(() => clock.now());
    const waits: number[] = [];
    for (let count = 1; count <= 15; count++) {
      attempts.failed("me");
      let seconds = 0;
      for (; isLocked(attempts); seconds++) await clock.advance(1000);
      waits.push(seconds);
    }
    expect(waits).to.deep.equal([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
    await clock.advance(900_000);
    attempts.failed("me");
    expect(isLocked(attempts)).to.equal(false);
  });

  const isLocked = (attempts: Attempts): boolean => {
    try {
      attempts.check("me");
      return false;
    } catch {
      return true;
    }
  };

  // RFC 6238, appendix B, of which authenticator apps show the last six digits.
  const vectors: [seconds: number, code: string][] = [
    [1_111_111_109, "081804"],
    [1_234_567_890, "005924"],
    [20_000_000_000, "353130"],
  ];
  for (const [seconds, code] of vectors)
    it(`of an authenticator app are as RFC 6238 has them at ${seconds} s, and good thirty seconds around`, () => {
      const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
      const time = seconds * 1000;
      expect(totpCode(secret, time)).to.equal(code);
      const step = Math.floor(seconds / 30);
      for (const shift of [-30_000, 0, 30_000]) expect(totpStep(secret, code, time + shift)).to.equal(step);
      for (const shift of [-60_000, 60_000]) expect(totpStep(secret, code, time + shift)).to.equal(undefined);
    });
});
