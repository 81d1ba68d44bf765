import { type Cause, failure } from "../pulumi/causes";
import { type Ended, run, type RunOptions, runInTerminal } from "../pulumi/run";

const remedy = "get it from https://docs.docker.com/get-docker/, or run the program without it: npm start";

const causes: readonly Cause[] = [
  [
    /is not a docker command|unknown command: docker compose|unknown (shorthand )?flag/,
    "Docker Compose is not installed; get it from https://docs.docker.com/compose/install/",
  ],
  [
    /permission denied while trying to connect/i,
    "this user may not use Docker; run: sudo usermod -aG docker $USER, then log in again",
  ],
  [
    /cannot connect to the docker daemon|failed to connect to the docker API|error during connect/i,
    "Docker is installed but not running; start Docker Desktop, or run: sudo systemctl start docker",
  ],
  [
    /(?:exposing port TCP |Bind for |listen tcp4? |failed to bind host port (?:for )?)\S*?:(\d+)\b.*(?:allocated|in use|normally permitted)/,
    "port $1 is in use; stop what uses it (perhaps the offline host, npm start, or another LocalStack)",
  ],
  [
    /cannot assign requested address|can't assign requested address/,
    "Docker's bridge has another address here; set DOCKER_PROXY_ADDRESS to one of this machine's",
  ],
  [/container name "?\/?([^" ]+)"? is already in use/, "another container is called $1; run: docker rm --force $1"],
  [
    /exited \(55\)/,
    "this LocalStack wants an account: set LOCALSTACK_AUTH_TOKEN to your token, or unset LOCALSTACK_VERSION",
  ],
  [
    /no such host|i\/o timeout|TLS handshake timeout/,
    "the images could not be downloaded; that needs the network once",
  ],
  [
    /manifest unknown|manifest for \S+ not found/,
    "there is no such LocalStack; set LOCALSTACK_VERSION to one of its tags, or unset it",
  ],
];

/** Runs `docker`; what it prints is kept. */
async function docker(args: string[], options: RunOptions = {}): Promise<Ended> {
  const ended = await run("docker", args, { ...options, remedy });
  if (ended.code !== 0) throw failure(`docker ${args.slice(0, 2).join(" ")}`, ended, causes);
  return ended;
}

/** What a `docker` command prints, without the line's end. */
export const askDocker = async (...args: string[]): Promise<string> => (await docker(args)).stdout.trim();

/**
 * Makes sure that Docker and Docker Compose are there and running.
 *
 * @returns Docker's version and the name of its operating system
 * @throws UserError naming what is missing and where to get it
 */
export async function requireDocker(): Promise<{ version: string; operatingSystem: string }> {
  await docker(["compose", "version"]);
  const [version = "", operatingSystem = ""] = (
    await askDocker("info", "--format", "{{.ServerVersion}}\n{{.OperatingSystem}}")
  ).split("\n");
  return { version, operatingSystem };
}

/** All services, also those of `npm run bonus`. */
const everything = ["--profile", "bonus"];

/**
 * Starts the containers and waits until they are healthy.
 *
 * @param profile `bonus` for its containers too
 * @param environment what `compose.yaml` reads, besides this process's environment
 */
export async function startContainers(profile?: "bonus", environment: NodeJS.ProcessEnv = {}): Promise<void> {
  const profiles = profile === "bonus" ? everything : [];
  const args = ["compose", ...profiles, "up", "--detach", "--wait", "--wait-timeout", "600"];
  await docker(args, { shown: true, environment: { ...process.env, ...environment } });
}

/** Stops and removes all containers; with `volumes`, also what they keep. */
export async function removeContainers({ volumes }: { volumes: boolean }): Promise<void> {
  const kept = volumes ? ["--volumes"] : [];
  await docker(["compose", ...everything, "down", "--remove-orphans", ...kept], { shown: true });
}

/** Shows what the containers log, until Ctrl-C. */
export const followLogs = (): Promise<number> =>
  runInTerminal("docker", ["compose", ...everything, "logs", "--follow", "--tail", "100"], { remedy });
