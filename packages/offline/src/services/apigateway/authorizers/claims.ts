const days = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Claims that are dates to the gateway, which writes them as Java does. */
const dates = new Set(["exp", "iat", "nbf"]);

/**
 * The claims of a token as functions get them: all of them are texts. Lists, such as `cognito:groups`, have commas between
 * their members, and `exp` and `iat` are dates, such as `Tue Apr 04 18:39:39 UTC 2023`, while `auth_time` stays a number
 * (as repost.aws/questions/QUFJRBaEJRSmmqarNrvCWoQA shows an event).
 */
export const claimTexts = (claims: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, textOf(name, value)]));

function textOf(name: string, value: unknown): string {
  if (dates.has(name) && typeof value === "number") return javaDate(new Date(value * 1000));
  if (Array.isArray(value)) return value.map((one) => textOf("", one)).join(",");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function javaDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return "";
  const time = date.toISOString();
  const [day, month] = [days[date.getUTCDay()], months[date.getUTCMonth()]];
  return `${day} ${month} ${time.slice(8, 10)} ${time.slice(11, 19)} UTC ${date.getUTCFullYear()}`;
}
