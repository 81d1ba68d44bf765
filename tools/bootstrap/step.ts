/** One thing that an account is to have. */
export interface Step {
  /**
   * What is to be done, in words that go on from "It will", such as `make the bucket x`; undefined where it is done already.
   * It changes nothing.
   */
  pending(): Promise<string | undefined>;
  /** Does it. It is asked for only where something is pending. */
  make(): Promise<void>;
}

/** Whether two values are the same as JSON, whatever the order of their members. */
export const isSame = (one: unknown, other: unknown): boolean => ordered(one) === ordered(other);

const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

/** What an answer is, or undefined where AWS says by one of these errors that there is no such thing. */
export async function orMissing<Answer>(answer: Promise<Answer>, ...errors: string[]): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && errors.includes(error.name)) return undefined;
    throw error;
  }
}
