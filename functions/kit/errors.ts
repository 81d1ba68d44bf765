/** A failure the caller is told about: handlers throw it, and `respond` turns it into its response. */
export interface Problem extends Error {
  status: number;
  detail?: string;
}

/**
 * An expected failure, as RFC 9457 describes one.
 *
 * @param status HTTP status, 400 to 599
 * @param title what went wrong, the same text for every occurrence
 * @param detail what is wrong with this request and what to do about it
 */
export const problem = (status: number, title: string, detail?: string): Problem =>
  Object.assign(new Error(title), { status, detail });

/** How a body in another charset is refused. */
export const wrongCharset = { title: "Unsupported charset", detail: "send JSON as UTF-8 (RFC 8259, 8.1)" } as const;

/** How a browser's prefetch of a request that acts is refused. */
export const prefetched = { title: "Not for prefetch", detail: "this request changes something" } as const;

/** How a user is refused who is signed in. */
export const notAllowed = {
  title: "Not allowed",
  otherClient: "the token is not one of the site's own sign-in: sign in there",
  operatorsOnly:
    "only members of the group operators may do this; whoever runs the stack adds one: npm run user -- group EMAIL operators",
} as const;

/** Whether what was thrown is a {@link problem}. */
export const isProblem = (error: unknown): error is Problem =>
  error instanceof Error && "status" in error && typeof error.status === "number";

/** Whether an error has one of these names; the SDK's errors are told apart by theirs. */
export const hasName = (error: unknown, ...names: string[]): error is Error =>
  error instanceof Error && names.includes(error.name);

/** Whether an error has a code of this form; Node.js's errors are told apart by theirs. */
export const hasCode = (error: unknown, form: RegExp): error is Error =>
  error instanceof Error && "code" in error && form.test(String(error.code));
