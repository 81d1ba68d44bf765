import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserError } from "../packages/offline/src/errors";
import { RunningHost, type Which } from "../packages/offline/src/host/running-host";
import { holderOf } from "../packages/offline/src/storage/folder-lock";
import { isPulumiInstalled, runPulumi } from "./pulumi/cli";
import { propertiesOf } from "./json";

// The SDK would tell whoever uses a tool of a Node.js that its later versions will not support.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Where the program runs, and how to reach it. */
export interface Home {
  /** For people: an address or a stack's name. */
  name: string;
  region: string;
  /** Whether it is the offline host. */
  isOffline: boolean;
  /** Whether people sign in to it; otherwise its API asks for a key. */
  signsIn: boolean;
  /** Address of the emulator's services; undefined on AWS. */
  endpoint?: string;
  /** Keys that the home is known to take; otherwise AWS's usual places are looked into. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /**
   * A text among the program's outputs.
   *
   * @throws UserError where there is none
   */
  output(name: string): string;
}

const outputsOf =
  (values: Record<string, unknown>, where: string): Home["output"] =>
  (name) => {
    const value = values[name];
    if (typeof value === "string") return value;
    if (name === "apiKey" && "userPoolId" in values)
      throw new UserError(`${where} has no API key: people sign in to it`);
    throw new UserError(`${where} has no output ${name}: is this program deployed there?`);
  };

const signsIn = (outputs: Record<string, unknown>): boolean => "userPoolId" in outputs;

/** The administrator's keys of an emulator: those of the environment, which it was perhaps started with, or `test`. */
const emulatorKeys = (environment: NodeJS.ProcessEnv) => ({
  accessKeyId: environment.AWS_ACCESS_KEY_ID ?? "test",
  secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? "test",
});

/** The offline host that runs, by its data folder or its address. */
export async function offlineHome(which: Which, environment: NodeJS.ProcessEnv): Promise<Home> {
  const host = RunningHost.find(which, environment);
  const endpoint = host.url;
  const outputs = propertiesOf(await host.ask("GET", "outputs"));
  const { region } = propertiesOf(await host.ask("GET", "program"));
  if (typeof region !== "string")
    throw new UserError(`${endpoint} does not say in which region it is: stop it, and start it again`);
  const known = { name: endpoint, output: outputsOf(outputs, endpoint), signsIn: signsIn(outputs) };
  return { ...known, region, isOffline: true, endpoint, credentials: emulatorKeys(environment) };
}

/** What a command of the Pulumi CLI prints, as JSON. It is not downloaded for this: no stack is known where it is not. */
async function pulumi(...args: string[]): Promise<Record<string, unknown>> {
  if (!isPulumiInstalled()) {
    throw new UserError("there is no Pulumi CLI to ask for a stack; for the offline host, run `npm start` first");
  }
  const { code, stdout, stderr } = await runPulumi(args);
  if (code !== 0) throw new UserError(`pulumi: ${stderr.trim()}`);
  return propertiesOf(JSON.parse(stdout));
}

/** A deployed stack, by the Pulumi CLI; the selected one without a name. */
export async function deployedHome(stack: string | undefined, environment: NodeJS.ProcessEnv): Promise<Home> {
  const which = stack === undefined ? [] : ["--stack", stack];
  const outputs = await pulumi("stack", "output", "--json", "--show-secrets", ...which);
  const settings = await pulumi("config", "--json", "--show-secrets", ...which);
  const setting = (name: string): string | undefined => {
    const { value } = propertiesOf(settings[name]);
    return typeof value === "string" ? value : undefined;
  };
  const endpoints: Record<string, string>[] = JSON.parse(setting("aws:endpoints") ?? "[]");
  // A variable left in a shell counts on an emulator only.
  const endpoint = endpoints[0]?.s3 && (environment.AWS_ENDPOINT_URL ?? endpoints[0].s3);
  const name = stack === undefined ? "the selected stack" : `stack ${stack}`;
  const region = setting("aws:region") ?? environment.AWS_REGION ?? "us-east-1";
  const credentials = endpoint === undefined ? undefined : emulatorKeys(environment);
  const known = { name, output: outputsOf(outputs, name), signsIn: signsIn(outputs) };
  return { ...known, region, isOffline: false, endpoint, credentials };
}

/**
 * The header by which a request is let in to a home's API: the key, or where people sign in the token of whoever asks.
 *
 * @throws UserError if there is no token
 */
export function credentialOf(home: Home, { API_TOKEN }: NodeJS.ProcessEnv): [name: string, value: string] {
  if (!home.signsIn) return ["x-api-key", home.output("apiKey")];
  if (API_TOKEN) return ["authorization", `Bearer ${API_TOKEN}`];
  throw new UserError(
    `people sign in to ${home.name}: set API_TOKEN to your access token, which docs/sign-in.md says how to get`,
  );
}

/** Which home a command is about. */
export interface WhichHome {
  /** Data folder of the offline host. */
  data?: string;
  /** Its address. */
  url?: string;
  /** A deployed stack. */
  stack?: string;
}

/** The same as options of a command line, and what `--help` says of them. */
export const homeOptions = {
  data: { type: "string" },
  url: { type: "string" },
  stack: { type: "string" },
} as const;

export const homeUsage = `  --data DIR      data folder of the offline host; .offline by default
  --url ADDRESS   its address, if its data folder is not to be looked for
  --stack NAME    a deployed stack, by the Pulumi CLI`;

/** The offline host that runs, otherwise the Pulumi CLI's selected stack; or the one that is named. */
export async function findHome({ data, url, stack }: WhichHome, environment: NodeJS.ProcessEnv): Promise<Home> {
  const isNamed = data !== undefined || url !== undefined;
  if (stack === undefined && (isNamed || holderOf(".offline")))
    return offlineHome({ program: ".", data, url }, environment);
  return deployedHome(stack, environment);
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * The options of a command line.
 *
 * @throws UserError for what it does not know
 */
export const readOptions = <O extends Options>(options: O) => known(() => parseArgs({ options }).values);

/**
 * The options of a command line, and its words besides.
 *
 * @throws UserError for options that it does not know
 */
export const readArguments = <O extends Options>(options: O) =>
  known(() => parseArgs({ options, allowPositionals: true }));

function known<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    // What parseArgs throws for options that it does not know.
    if (error instanceof TypeError) throw new UserError(`${error.message.split(". ")[0]}; --help lists the options`);
    throw error;
  }
}
