/** What a synchronous invocation may carry, either way (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const synchronousBytes = 6_291_556;

/** Whether a payload is larger than a synchronous invocation may carry. Its bytes are counted only where it is long. */
export const isTooLarge = (payload: string): boolean =>
  payload.length > synchronousBytes / 3 && Buffer.byteLength(payload) > synchronousBytes;
