import { propertiesOf } from "../json";
import { isPulumiInstalled, runPulumi } from "../emulator/cli";
import { UserError } from "../../packages/offline/src/errors";
import { RunningHost, type Which } from "../../packages/offline/src/host/running-host";

/** Where the program runs, and how to reach it. */
export interface Home {
  /** For people: an address or a stack's name. */
  name: string;
  apiUrl: string;
  apiKey: string;
  dataBucket: string;
  reportFunction: string;
  region: string;
  /** Address of the emulator's services; undefined on AWS. */
  endpoint?: string;
  /** Keys that the home is known to take; otherwise AWS's usual places are looked into. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

function text(values: Record<string, unknown>, name: string, where: string): string {
  const value = values[name];
  if (typeof value === "string") return value;
  throw new UserError(`${where} has no output ${name}: is this program deployed there?`);
}

const outputsOf = (values: Record<string, unknown>, where: string) => ({
  apiUrl: text(values, "apiUrl", where),
  apiKey: text(values, "apiKey", where),
  dataBucket: text(values, "dataBucket", where),
  reportFunction: text(values, "reportFunction", where),
});

/** The administrator's keys of an emulator: those of the environment, which it was perhaps started with, or `test`. */
const emulatorKeys = (environment: NodeJS.ProcessEnv) => ({
  accessKeyId: environment.AWS_ACCESS_KEY_ID ?? "test",
  secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? "test",
});

/** The offline host that runs, by its data folder or its address. */
export async function offlineHome(which: Which, environment: NodeJS.ProcessEnv): Promise<Home> {
  const host = RunningHost.find(which, environment);
  const endpoint = host.url;
  const outputs = outputsOf(propertiesOf(await host.ask("GET", "outputs")), endpoint);
  return { name: endpoint, ...outputs, region: "us-east-1", endpoint, credentials: emulatorKeys(environment) };
}

/** What a command of the Pulumi CLI prints, as JSON. It is not downloaded for this: no stack is known where it is not. */
async function pulumi(...args: string[]): Promise<Record<string, unknown>> {
  if (!isPulumiInstalled()) {
    throw new UserError("there is no Pulumi CLI to ask for a stack; to load the offline host, run `npm start` first");
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
  return { name, ...outputsOf(outputs, name), region, endpoint, credentials };
}
