import type { Write } from "dynalite/db";
import { isRecord } from "../../is-record";
import type { Database } from "./database";
import { DynamoDbError } from "./errors";
import { prefixes } from "./storage";

const limits = { rememberedMs: 10 * 60 * 1000 } as const;

interface Remembered {
  digest: string;
  at: number;
}

const isRemembered = (value: unknown): value is Remembered =>
  isRecord(value) && typeof value.digest === "string" && typeof value.at === "number";

/** Transactions that were done, by their client's token: a repetition within ten minutes is answered, not done again. */
export class Tokens {
  private readonly done = new Map<string, Remembered>();
  private readonly underWay = new Set<string>();

  private constructor(private readonly database: Database) {}

  static async load(database: Database): Promise<Tokens> {
    const tokens = new Tokens(database);
    for await (const [token, value] of database.storage.entries(prefixes.transaction))
      if (isRemembered(value)) tokens.done.set(token, value);
    return tokens;
  }

  /**
   * Does a transaction unless it was done already.
   *
   * @param digest of what the transaction does
   * @param act gets what must be written together with the transaction's own writes
   * @throws {AwsError} IdempotentParameterMismatchException, TransactionInProgressException, and what `act` throws
   */
  async once(token: string, digest: string, act: (remember: Write) => Promise<unknown>): Promise<unknown> {
    const before = this.done.get(token);
    if (before && !this.expired(before)) {
      if (before.digest === digest) return {};
      throw new DynamoDbError(
        "IdempotentParameterMismatchException",
        "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical",
      );
    }
    if (this.underWay.has(token))
      throw new DynamoDbError(
        "TransactionInProgressException",
        "The transaction with the given request token is already in progress.",
      );
    this.underWay.add(token);
    try {
      const value: Remembered = { digest, at: this.database.now() };
      const answer = await act({ type: "put", key: prefixes.transaction + token, value });
      this.done.set(token, value);
      return answer;
    } finally {
      this.underWay.delete(token);
    }
  }

  /** Forgets what is older than ten minutes. */
  async sweep(): Promise<void> {
    const old = [...this.done.keys()].filter(
      (token) => !this.underWay.has(token) && this.expired(this.done.get(token)),
    );
    for (const token of old) this.done.delete(token);
    await this.database.storage.write(old.map((token) => ({ type: "del", key: prefixes.transaction + token })));
  }

  private expired(remembered: Remembered | undefined): boolean {
    return remembered !== undefined && this.database.now() - remembered.at >= limits.rememberedMs;
  }
}
