import { UserError } from "../../packages/offline/src/errors";
import { findHome, type Home, homeOptions, homeUsage, readArguments } from "../home";
import { listed } from "./print";
import { explained, type Group, groupNames, UserPool } from "./user-pool";

const usage = `npm run user -- COMMAND [options]

Says who may sign in, where atelier:auth is cognito: at the offline host that runs, otherwise at the Pulumi CLI's selected
stack.

  add EMAIL            invites a person by e-mail, or once more where nobody followed the invitation
  group EMAIL GROUP    has a user in this group and no other: ${groupNames.join(" or ")}
  remove EMAIL         lets a user no longer in
  list                 shows everybody

  --group GROUP   the group of whoever is added; ${groupNames[0]} by default
${homeUsage}
  --help

Operators may do all; readers may do all but start and stop machines and containers, and upload measurements.`;

const options = { ...homeOptions, group: { type: "string" }, help: { type: "boolean" } } as const;

/** Minutes that an access token lasts: the gateway takes it until then, whatever has become of its user. */
const tokenMinutes = 15;

/** What a command line asks for. */
type Order =
  | { command: "add"; email: string; group: Group | undefined }
  | { command: "group"; email: string; group: Group }
  | { command: "remove"; email: string }
  | { command: "list" };

/** @throws UserError for what is no command, naming what is wrong with it */
function orderOf(words: string[], group: string | undefined): Order {
  const [command, email = "", ...rest] = words;
  if (command === "list" && words.length === 1 && group === undefined) return { command };
  if (command === "add" && rest.length === 0) {
    return { command, email: addressOf(email, command), group: group === undefined ? group : groupOf(group) };
  }
  if (command === "group" && rest.length <= 1 && group === undefined) {
    return { command, email: addressOf(email, command), group: groupOf(rest[0]) };
  }
  if (command === "remove" && rest.length === 0 && group === undefined) {
    return { command, email: addressOf(email, command) };
  }
  const said = command === undefined ? "no command" : [...words, ...(group ? ["--group"] : [])].join(" ");
  throw new UserError(`"${said}" is none of add EMAIL, group EMAIL GROUP, remove EMAIL and list; --help says more`);
}

function addressOf(text: string, command: string): string {
  if (/^[^\s@]{1,64}@[^\s@]{1,255}\.[a-z0-9-]{2,63}$/i.test(text)) return text;
  throw new UserError(`${command} takes an e-mail address such as me@example.org, not "${text}"`);
}

function groupOf(text: string | undefined): Group {
  const group = groupNames.find((name) => name === text);
  if (group) return group;
  throw new UserError(`the groups are ${groupNames.join(" and ")}, not "${text ?? ""}"`);
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments(options);
  if (values.help) return console.log(usage);
  const order = orderOf(positionals, values.group);
  const home = await findHome(values, process.env);
  if (!home.signsIn) {
    throw new UserError(`${home.name} has no users: its API asks for keys unless atelier:auth is cognito`);
  }
  const pool = new UserPool(home);
  try {
    for (const line of await carryOut(order, pool, home)) console.log(line);
  } catch (error) {
    throw explained(error, "email" in order ? order.email : "", home.name);
  } finally {
    pool.close();
  }
}

/** @returns what to tell the person */
async function carryOut(order: Order, pool: UserPool, home: Home): Promise<string[]> {
  const { name } = home;
  if (order.command === "list") return listed(await pool.list(), name);
  const { email } = order;
  if (order.command === "remove") {
    await pool.remove(email);
    return [`${email} is no longer a user of ${name}. A token that is out ends within ${tokenMinutes} minutes.`];
  }
  if (order.command === "group") {
    await pool.move(email, order.group);
    return [`${email} is in ${order.group} of ${name}, from the next sign-in on.`, ended];
  }
  const isNew = (await pool.invite(email, order.group)) === "new";
  const group = order.group ?? (isNew ? "readers" : undefined);
  const what = `invited${isNew ? "" : " once more"} to ${name}${group ? `, in ${group}` : ""}`;
  return [`${email} is ${what}.`, whereTheInvitationIs(home)];
}

const ended = `Sessions have ended; a token that is out ends within ${tokenMinutes} minutes.`;

function whereTheInvitationIs({ isOffline, endpoint }: Home): string {
  if (isOffline) return "The invitation, with a password for the first time: npm run mail";
  const sent = "The invitation went there by e-mail, with a password for the first time; it lasts seven days.";
  return endpoint === undefined ? sent : "The invitation is where the emulator keeps e-mails, if it sends any.";
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? `user: ${error.message}` : error);
  process.exit(1);
});
