import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** One run of a tool. */
export interface ToolCall {
  tool: string;
  /** Where it is installed. */
  file: string;
  args: string;
  /** Where it runs. */
  folder: string;
  /** What is in the file that its last argument names, if it is one. */
  input?: string;
  environment: Record<string, string | undefined>;
}

/** What a stand-in does when its arguments match. */
export interface ToolAnswer {
  stdout?: string;
  stderr?: string;
  code?: number;
}

/** What the emulator's stand-in answers. */
export interface Page {
  status: number;
  /** A text as it is; anything else as JSON. */
  body: unknown;
}

const textOf = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body));

/** How a script ended. */
export interface ScriptEnd {
  code: unknown;
  stdout: string;
  stderr: string;
}

/** Where the tools' command lines are as JavaScript while tests run; their packages are found from there. */
export const builtTools = resolve("node_modules/.cache/tools");

/** The scripts that bring the program to its homes; the others are the emulator's. */
const delivery = new Set(["deploy", "test:deployed", "preview", "rollback"]);

const folderOf = (script: string): string => (delivery.has(script) ? "delivery" : "emulator");

/** In place of a tool: notes how it is called, answers as it is told, and else succeeds silently. */
const standIn = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const { basename } = require("node:path");
const last = process.argv.at(-1), input = last.endsWith(".md") ? readFileSync(last, "utf8") : undefined;
const tool = basename(__filename), args = process.argv.slice(2).join(" "), folder = process.env.STAND_INS;
appendFileSync(folder + "/calls", JSON.stringify({ tool, file: __filename, args, folder: process.cwd(), input, environment: process.env }) + "\\n");
const answers = existsSync(folder + "/answers") ? readFileSync(folder + "/answers", "utf8").trim().split("\\n") : [];
const found = answers.map((line) => JSON.parse(line)).reverse().find((one) => one.tool === tool && args.startsWith(one.args));
process.stdout.write(found?.stdout ?? "");
process.stderr.write(found?.stderr ?? "");
process.exitCode = found?.code ?? 0;
`;

/** A machine for the emulator's scripts: a project, the tools that are installed, and an address for the emulator. */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "emulator-test-"));
  /** Answers in the emulator's place, by path. */
  readonly pages = new Map<string, () => Page>();
  private readonly server: Server;
  private port = 0;

  constructor() {
    this.server = createServer((request, response) => {
      const page = this.pages.get(request.url ?? "")?.();
      response.writeHead(page?.status ?? 404).end(textOf(page?.body ?? {}));
    });
  }

  /** Address that the stack's configuration names; LocalStack answers there from the start. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.port = Number(Object(this.server.address()).port);
    this.pages.set("/_localstack/health", () => ({ status: 200, body: { version: "4.14.0" } }));
    this.write("Pulumi.localstack.yaml", `config:\n  aws:region: us-east-1\n  aws:endpoints:\n    - s3: ${this.url}\n`);
  }

  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    await this.stopEmulator();
  }

  /** From here on nothing answers at the emulator's address. */
  async stopEmulator(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  /** Writes a file of the project. */
  write(name: string, text: string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** What is in a file of the project. */
  read = (name: string): string => readFileSync(join(this.folder, name), "utf8");

  /** Puts stand-ins on PATH. */
  install(...tools: string[]): void {
    for (const tool of tools) this.installAt(`bin/${tool}`);
  }

  /** Takes a tool from PATH. */
  uninstall(tool: string): void {
    rmSync(join(this.folder, "bin", tool));
  }

  /** Puts a stand-in at a place of its own in the folder. */
  installAt(name: string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, standIn, { mode: 0o755 });
  }

  /** What a tool does when its arguments begin with these; of several that match the latest counts. */
  answer(tool: string, args: string, answer: ToolAnswer): void {
    appendFileSync(join(this.folder, "answers"), `${JSON.stringify({ tool, args, ...answer })}\n`);
  }

  /** Lets the stack be deployed, as far as Pulumi knows. */
  deploy(): { apiUrl: string; apiKey: string; curl: string; dataBucket: string; siteUrl: string } {
    const apiUrl = `${this.url}/restapis/abc/dev/_user_request_`;
    const curl = `curl -H 'x-api-key: the-secret-key' '${apiUrl}/infra'`;
    const siteUrl = `${this.url}/site`;
    const outputs = { apiUrl, apiKey: "the-secret-key", curl, dataBucket: "the-data-bucket", siteUrl };
    this.answer("pulumi", "stack output", { stdout: JSON.stringify(outputs) });
    return outputs;
  }

  /** Lets the stack be deployed as one where people sign in. */
  deployWithSignIn(): void {
    const outputs = { apiUrl: `${this.url}/api`, userPoolId: "eu-west-1_abc", dataBucket: "", siteUrl: this.url };
    this.answer("pulumi", "stack output", { stdout: JSON.stringify(outputs) });
  }

  /** The runs of all tools so far, in order. */
  calls(tool?: string): ToolCall[] {
    const lines = readFileSync(join(this.folder, "calls"), "utf8").trim().split("\n");
    const calls = lines.map((line): ToolCall => JSON.parse(line));
    return calls.filter((call) => tool === undefined || call.tool === tool);
  }

  /** Their arguments alone. */
  args = (tool: string): string[] => this.calls(tool).map(({ args }) => args);

  /** Runs a script as npm does, on this machine. */
  async run(script: string, environment: Record<string, string> = {}, args: string[] = []): Promise<ScriptEnd> {
    const child = spawn(process.execPath, [join(builtTools, folderOf(script), "main.js"), script, ...args], {
      cwd: this.folder,
      env: {
        PATH: join(this.folder, "bin"),
        HOME: this.folder,
        PULUMI_HOME: join(this.folder, ".pulumi"),
        STAND_INS: this.folder,
        AWS_EC2_METADATA_DISABLED: "true",
        ...environment,
      },
    });
    const printed = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) child[name].on("data", (chunk) => (printed[name] += chunk));
    const [code] = await once(child, "close");
    return { code, ...printed };
  }
}
