import { Worker } from "node:worker_threads";
import { hasCode } from "../errors";
import type { AwsRequest, AwsResponse } from "../aws/service";
import type { Boot, Exchange, FunctionError, Invocation, Order, PortRequest, Report } from "./messages";

/** How an invocation ended. */
export interface Outcome {
  /** JSON of what the handler returned, or of a {@link FunctionError}. */
  payload: string;
  /** Whether the function failed rather than answered. */
  failed: boolean;
  /** What it logged, line by line. */
  log: string;
}

export interface EnvironmentOptions {
  boot: Boot;
  /** The compiled runtime. */
  script: string;
  variables: Record<string, string>;
  onLog: (requestId: string, level: string, text: string) => void;
  /** Serves the AWS requests of the function. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
  /** Called once, when the environment can serve no more. */
  onEnd: () => void;
}

/** Lambda gives a function ten seconds to initialise. */
const initMilliseconds = 10_000;
/** V8 thrashes below this, whatever memory the function asked for. */
const minimumHeapMegabytes = 512;

/** An invocation that failed without a log of its own. */
export const failure = (error: FunctionError): Outcome => ({ payload: JSON.stringify(error), failed: true, log: "" });

/**
 * An execution environment: a worker thread that runs one function, one invocation at a time. Whatever happens in it
 * (an endless loop, `process.exit`, an error nobody catches, no memory left) ends this environment and nothing else.
 */
export class Environment {
  private readonly worker: Worker;
  private timer?: NodeJS.Timeout;
  private settle?: (outcome: Outcome) => void;
  private requestId = "";
  /** What the current invocation has logged. */
  private lines = "";
  private ended = false;
  /** Resolves when the handler is loaded; to what went wrong if it could not be. */
  readonly ready: Promise<FunctionError | undefined>;
  private loaded: (error?: FunctionError) => void = () => undefined;
  /** When the last invocation ended, in milliseconds since the epoch. */
  lastUsed = Date.now();

  constructor(private readonly options: EnvironmentOptions) {
    const { boot, script, variables } = options;
    this.ready = new Promise((resolve) => (this.loaded = resolve));
    this.worker = new Worker(script, {
      eval: true,
      workerData: boot,
      env: variables,
      // Not the host's own: its TypeScript loader has no business in a function and takes 80 ms to load.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: Math.max(minimumHeapMegabytes, boot.memorySize) },
    });
    this.worker.on("message", (report: Report) => this.hear(report));
    this.worker.on("error", (error) => this.crash(errorOf(error)));
    this.worker.on("exit", (code) =>
      this.crash({ errorType: "Runtime.ExitError", errorMessage: `Runtime exited with error: exit status ${code}` }),
    );
    for (const stream of ["stdout", "stderr"] as const) {
      this.worker[stream].setEncoding("utf8").on("data", (text: string) => this.log(stream, text.trimEnd()));
    }
    this.timer = setTimeout(
      () => this.crash({ errorType: "Sandbox.Timedout", errorMessage: "initialisation took more than 10 seconds" }),
      initMilliseconds,
    );
  }

  /** Runs one invocation; the environment must be ready and idle. */
  invoke(invocation: Invocation): Promise<Outcome> {
    const { timeoutSeconds } = this.options.boot;
    this.requestId = invocation.requestId;
    this.timer = setTimeout(() => this.crash(timedOut(timeoutSeconds)), timeoutSeconds * 1000);
    return new Promise((resolve) => {
      this.settle = resolve;
      this.order(invocation);
    });
  }

  /** Ends the environment; an invocation that still runs fails. */
  async end(): Promise<void> {
    this.stop({ errorType: "Runtime.ExitError", errorMessage: "the environment was ended" });
    await this.worker.terminate();
  }

  private hear(report: Report): void {
    switch (report.kind) {
      case "ready":
        clearTimeout(this.timer);
        return this.loaded();
      case "log":
        return this.log(report.level, report.text);
      case "request":
        return void this.exchange(report);
      case "initError":
        return this.crash(report.error);
      case "error":
        this.log("error", textOf(report.error));
        return this.finish(failure(report.error));
      case "result":
        return this.finish({ payload: report.payload, failed: false, log: "" });
    }
  }

  private order(order: Order): void {
    this.worker.postMessage(order);
  }

  private async exchange({ id, method, path: url, headers, body }: PortRequest): Promise<void> {
    const mark = url.indexOf("?");
    const [path, query] = mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
    const answer = (exchange: Exchange) => this.order(exchange);
    try {
      const response = await this.options.serve({ method, path, query, headers, body: [body] });
      answer({ id, kind: "head", status: response.status, headers: response.headers });
      const { body: content } = response;
      const chunks =
        typeof content === "string" ? [Buffer.from(content)] : content instanceof Uint8Array ? [content] : content;
      for await (const chunk of chunks) if (chunk.length > 0) answer({ id, kind: "data", body: chunk });
      answer({ id, kind: "end" });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.log("error", `the offline host failed to serve ${method} ${path}: ${message}`);
      answer({ id, kind: "failure", message });
    }
  }

  private log(level: string, text: string): void {
    this.lines += `${text}\n`;
    this.options.onLog(this.requestId, level, text);
  }

  private finish(outcome: Outcome): void {
    clearTimeout(this.timer);
    this.lastUsed = Date.now();
    outcome.log = this.lines;
    this.lines = "";
    this.settle?.(outcome);
    this.settle = undefined;
  }

  private crash(error: FunctionError): void {
    if (this.ended) return;
    const { requestId } = this;
    this.log("error", textOf(error));
    const isRuntimes = /^(Runtime|Sandbox)\./.test(error.errorType) && requestId;
    this.stop(isRuntimes ? { ...error, errorMessage: `RequestId: ${requestId} Error: ${error.errorMessage}` } : error);
    void this.worker.terminate();
  }

  private stop(error: FunctionError): void {
    if (this.ended) return;
    this.ended = true;
    this.loaded(error);
    this.finish(failure(error));
    this.options.onEnd();
  }
}

/** An error as its developer wants to see it: with the stack, where there is one. */
const textOf = ({ errorType, errorMessage, trace }: FunctionError): string =>
  trace?.length ? trace.join("\n") : `${errorType}: ${errorMessage}`;

function errorOf(error: Error): FunctionError {
  if (hasCode(error, "ERR_WORKER_OUT_OF_MEMORY")) {
    return { errorType: "Runtime.ExitError", errorMessage: "Runtime exited with error: signal: killed" };
  }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] };
}

const timedOut = (seconds: number): FunctionError => ({
  errorType: "Sandbox.Timedout",
  errorMessage: `Task timed out after ${seconds.toFixed(2)} seconds`,
});
