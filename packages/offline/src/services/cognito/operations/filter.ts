import { invalidParameter } from "../errors";
import type { User } from "../store/records";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
const searchable: Record<string, (user: User) => string | undefined> = {
  username: ({ username }) => username,
  sub: ({ sub }) => sub,
  "cognito:user_status": ({ status }) => status,
  status: ({ isEnabled }) => (isEnabled ? "Enabled" : "Disabled"),
  ...Object.fromEntries(
    ["email", "phone_number", "name", "given_name", "family_name", "preferred_username"].map((name) => [
      name,
      ({ attributes }: User) => attributes[name],
    ]),
  ),
};

/**
 * Which users a filter means, such as `email = "me@example.org"` or `name ^= "M"`.
 *
 * @throws AwsError InvalidParameterException
 */
export function userFilter(filter: string): (user: User) => boolean {
  if (filter.trim() === "") return () => true;
  const [, name = "", operator, quoted = ""] = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(filter) ?? [];
  const valueOf = Object.hasOwn(searchable, name) ? searchable[name] : undefined;
  if (!valueOf || operator === undefined) throw invalidParameter(`Error while parsing filter.`);
  const wanted = quoted.replace(/\\(.)/g, "$1");
  return (user) => {
    const value = valueOf(user);
    return value !== undefined && (operator === "=" ? value === wanted : value.startsWith(wanted));
  };
}
