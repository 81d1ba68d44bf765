import { createHmac, randomBytes } from "node:crypto";
import { Attempts } from "./passwords/attempts";
import { ShortLived } from "./short-lived";
import type { Step } from "./sign-in";

/** What an authorization code stands for (RFC 6749, section 4.1). */
export interface CodeGrant {
  pool: string;
  clientId: string;
  sub: string;
  redirectUri: string;
  scopes: readonly string[];
  nonce?: string;
  challenge?: string;
  authTime: number;
}

/** What the browser of somebody who has signed in knows them by. */
export interface BrowserSession {
  pool: string;
  sub: string;
  authTime: number;
}

/**
 * What is known for a while only, and is not on disk: after a start people sign in again. It goes on when the program is
 * replaced while the host runs.
 */
export class Kept {
  readonly steps: ShortLived<Step>;
  readonly codes: ShortLived<CodeGrant>;
  /** The families that codes have become: a code that comes again is somebody else's. */
  readonly usedCodes = new Map<string, { family: string; until: number }>();
  readonly sessions: ShortLived<BrowserSession>;
  readonly attempts: Attempts;
  private readonly secret = randomBytes(32);
  /** The last step of each user's authenticator app that has been used. */
  private readonly totpSteps = new Map<string, number>();

  constructor(readonly now: () => number) {
    this.steps = new ShortLived(now);
    this.codes = new ShortLived(now);
    this.sessions = new ShortLived(now);
    this.attempts = new Attempts(now);
  }

  /** What a form of a browser with this cookie carries, which no other site can know. */
  formToken(cookie: string): string {
    return createHmac("sha256", this.secret).update(`form ${cookie}`).digest("base64url");
  }

  /** The salt of somebody whom there is not: the same each time, as anybody's is. Hexadecimal. */
  saltOf(name: string): string {
    return createHmac("sha256", this.secret).update(name).digest("hex").slice(0, 32);
  }

  /** Notes that a code of an authenticator app is used; false if it, or a later one, has been before (RFC 6238, section 5.2). */
  useTotp(sub: string, step: number): boolean {
    if ((this.totpSteps.get(sub) ?? 0) >= step) return false;
    this.totpSteps.set(sub, step);
    return true;
  }

  /** Notes what has become of a code, for as long as it would have been good. */
  useCode(code: string, family: string, seconds: number): void {
    for (const [other, { until }] of this.usedCodes) if (until <= this.now()) this.usedCodes.delete(other);
    this.usedCodes.set(code, { family, until: this.now() + seconds * 1000 });
  }
}
