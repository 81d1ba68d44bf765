/** Something the person at the keyboard can mend. Its message is one clear text: shown alone, with exit code 1. */
export class UserError extends Error {
  override name = "UserError";
}

/** Whether an error comes from Node's system calls and carries this code, such as `ENOENT`. */
export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
