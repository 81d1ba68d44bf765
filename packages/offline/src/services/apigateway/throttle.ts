import { optionalNumber, type Properties } from "../../graph/graph";

/** How many requests a method or an API key may send. */
export interface Limit {
  /** Requests a second in the long run. */
  rate: number;
  /** Requests at once. */
  burst: number;
}

/** What an account has in a region (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
export const accountLimit: Limit = { rate: 10_000, burst: 5_000 };

/**
 * A limit among a resource's properties, such as `rateLimit` and `burstLimit`. Of one that is half declared the account's
 * is the other half. Pulumi's provider writes -1 for none.
 */
export function limitOf(properties: Properties, rateKey: string, burstKey: string): Limit | undefined {
  const declared = (key: string): number | undefined => {
    const value = optionalNumber(properties, key) ?? -1;
    return value < 0 ? undefined : value;
  };
  const [rate, burst] = [declared(rateKey), declared(burstKey)];
  if (rate === undefined && burst === undefined) return undefined;
  return { rate: rate ?? accountLimit.rate, burst: burst ?? accountLimit.burst };
}

/**
 * API Gateway's token bucket (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html):
 * full at first, filled at the steady rate, and a request takes one token. It needs no timer: the time that has passed
 * says what has come in.
 */
export class TokenBucket {
  private tokens: number;

  /** @param filledAt the instant up to which it has been filled, in milliseconds */
  constructor(
    private readonly limit: Limit,
    private filledAt: number,
  ) {
    this.tokens = limit.burst;
  }

  /** Whether a request may pass now. */
  has(now: number): boolean {
    if (now > this.filledAt) {
      const { rate, burst } = this.limit;
      this.tokens = Math.min(burst, this.tokens + ((now - this.filledAt) * rate) / 1000);
    }
    // A clock that was set back fills from where it now stands.
    this.filledAt = now;
    return this.tokens >= 1;
  }

  /** Lets the request pass that {@link has} had a token for. */
  take(): void {
    this.tokens -= 1;
  }
}
