/** A day in milliseconds. */
export const day = 24 * 60 * 60 * 1000;

/**
 * When something is due so many days after a moment. S3 rounds up to the next midnight, UTC
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days).
 *
 * @param since milliseconds since the epoch; the answer as well
 */
export const midnightAfter = (since: number, days: number): number => Math.ceil((since + days * day) / day) * day;
