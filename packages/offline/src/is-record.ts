/** Whether a value is an object that is no list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as an object whose members are still to be checked; without members, if it is none. */
export const membersOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
