import type { User } from "./user-pool";

/** What Cognito's words for a user's state mean. */
const states: Record<string, string> = {
  CONFIRMED: "signs in",
  FORCE_CHANGE_PASSWORD: "invited",
  UNCONFIRMED: "has not confirmed the address",
  RESET_REQUIRED: "has to set a new password",
};

/** A table of users, or that there are none. */
export function listed(users: User[], where: string): string[] {
  if (users.length === 0) return [`There are no users in ${where} yet.`];
  const rows = users.map(({ email, groups, status, enabled }) => [
    email,
    groups.join(", ") || "no group",
    enabled ? (states[status] ?? status) : "kept out",
  ]);
  const all = [["user", "group", "state"], ...rows];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd();
  return [`Users of ${where}`, ...all.map(line)];
}
