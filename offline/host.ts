import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Endpoint } from "./aws/endpoint";
import { Identities } from "./aws/identities";
import { Judge } from "./aws/judge";
import { createServices } from "./aws/services";
import { DataFolder } from "./data";
import { UserError } from "./errors";
import { type Stage, stagesOf } from "./gateway/stage";
import { functionsOf, type LambdaFunction } from "./lambda/function";
import { Pool } from "./lambda/pool";
import type { Options } from "./options";
import type { Graph } from "./program/graph";
import { type Project, readProject } from "./program/project";
import { recallProgram } from "./program/cache";
import { typecheck } from "./program/typecheck";
import { listen, type Parts } from "./server";

export interface HostOptions extends Options {
  /** Receives what functions log and what goes wrong inside the host, a line or more at a time. */
  log: (text: string) => void;
  /** Whether the program's types are checked, as `pulumi up` would. Default true. */
  checkTypes?: boolean;
}

/** A running host. */
export interface Host {
  /** Address of the port on this machine. */
  url: string;
  graph: Graph;
  stages: Stage[];
  functions: LambdaFunction[];
  /** Settles when the program's types are checked; rejects with a UserError that holds the compiler's messages. */
  typesChecked: Promise<void>;
  /** Ends all parts, in reverse order. */
  close(): Promise<void>;
}

/**
 * Starts the host: listens, runs the program, starts the services, opens the door.
 *
 * @throws UserError for whatever the person at the keyboard can mend
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const project = readProject(options.program, options.stack, options.config);
  const data = DataFolder.open(options.data);
  const parts = deferred<Parts>();
  const server = await listen(options.host, options.port, parts.promise, (error) =>
    options.log(String(error instanceof Error ? error.stack : error)),
  );
  try {
    const url = urlOf(server, options.host);
    const typesChecked = options.checkTypes === false ? Promise.resolve() : checkTypes(project);
    // Whoever holds the host hears of it; until then it must not count as unhandled.
    typesChecked.catch(() => undefined);
    const graph = await load(project, url, data, typesChecked);
    const identities = new Identities(graph, data, process.env);
    const functions = functionsOf(graph);
    const pool = new Pool({
      functions,
      packages: project.packages,
      maxEnvironments: options.maxEnvironments,
      serve: (request) => endpoint.handle(request),
      variablesOf: (lambda) => variablesOf(lambda, graph, identities, server),
      onLog: (name, requestId, level, text) =>
        options.log(`[${name}${requestId && ` ${requestId}`}] ${level === "info" ? "" : `${level}: `}${text}`),
    });
    const services = createServices({ ...options, graph, data, pool });
    const endpoint = new Endpoint(services, identities, new Judge(graph, options.log));
    const stages = stagesOf(graph, pool);
    parts.resolve({ graph, stages, endpoint });
    const close = async () => {
      await closeServer(server);
      await pool.close();
      await endpoint.close();
      data.close();
    };
    return { url, graph, stages: [...stages.values()], functions, typesChecked, close };
  } catch (error) {
    await closeServer(server);
    data.close();
    throw error;
  }
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address.port;
};

/** People and the program say localhost for what listens on loopback or on all addresses. */
const urlOf = (server: Server, host: string): string =>
  `http://${["127.0.0.1", "0.0.0.0", "::1", "::"].includes(host) ? "localhost" : host}:${portOf(server)}`;

async function checkTypes(project: Project): Promise<void> {
  const errors = await typecheck(project);
  if (errors)
    throw new UserError(`the program has type errors, and \`pulumi up\` would refuse it:\n${errors.trimEnd()}`);
}

/** Runs the program. Where it fails and has type errors too, those are the better message. */
async function load(project: Project, url: string, data: DataFolder, typesChecked: Promise<void>): Promise<Graph> {
  const request = { project, endpoint: url, secretKey: data.secret("program") };
  try {
    return await recallProgram(request, { AWS_ENDPOINT_PUBLIC: publicUrl(url, process.env) }, data);
  } catch (error) {
    await typesChecked;
    throw error;
  }
}

/** Where people reach the port: in a Codespace, by its forwarded address. */
function publicUrl(url: string, environment: NodeJS.ProcessEnv): string {
  const { AWS_ENDPOINT_PUBLIC, CODESPACE_NAME, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN } = environment;
  if (AWS_ENDPOINT_PUBLIC) return AWS_ENDPOINT_PUBLIC;
  if (!CODESPACE_NAME || !GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN) return url;
  return `https://${CODESPACE_NAME}-${new URL(url).port}.${GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN}`;
}

/** The environment that Lambda gives every function (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
function variablesOf(
  lambda: LambdaFunction,
  graph: Graph,
  identities: Identities,
  server: Server,
): Record<string, string> {
  const role = identities.ofRole(lambda.roleArn);
  return {
    AWS_ACCESS_KEY_ID: role?.accessKeyId ?? "none",
    AWS_SECRET_ACCESS_KEY: role?.secretAccessKey ?? "none",
    AWS_DEFAULT_REGION: graph.region,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${portOf(server)}`,
    AWS_EXECUTION_ENV: `AWS_Lambda_${lambda.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memorySize),
    AWS_LAMBDA_FUNCTION_NAME: lambda.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_LOG_GROUP_NAME: lambda.logGroup,
    AWS_REGION: graph.region,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    _HANDLER: lambda.handler,
  };
}

/** Stops listening, and ends the connections that are still open. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
