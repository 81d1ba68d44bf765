import { setTimeout } from "node:timers/promises";
import { InvokeCommand, LambdaClient, LambdaServiceException } from "@aws-sdk/client-lambda";
import { UserError } from "../packages/offline/src/errors";
import type { Home } from "./home";
import { propertiesOf } from "./json";

/** Milliseconds that an answer may take: Lambda ends every function after fifteen minutes. */
const longest = 16 * 60_000;

/** Seconds before it is asked again where there was no answer. */
const pauses = [1, 2, 4, 8, 16];

/** Asks a function of a home that works for minutes, and may be asked again: what it does twice does no harm. */
export class RemoteFunction {
  private readonly lambda: LambdaClient;
  private readonly name: string;

  /**
   * @param output the program's output that names the function
   * @param say is told, a line at a time, what a person should know
   */
  constructor(
    private readonly home: Home,
    output: string,
    private readonly say: (line: string) => void,
  ) {
    const { region, endpoint, credentials } = home;
    this.name = home.output(output);
    this.lambda = new LambdaClient({
      ...{ region, endpoint, credentials },
      // The SDK would ask again in silence, while the first invocation goes on: here it is told, and waited for.
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: 10_000,
        requestTimeout: longest,
        socketTimeout: longest,
        throwOnRequestTimeout: true,
      },
    });
  }

  /**
   * Invokes it, and tries again where there was no answer.
   *
   * @returns what it answers, as JSON
   * @throws UserError with what the function has to say, or why there is no answer
   */
  async ask(input: object): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.invoke(input);
      } catch (error) {
        const pause = pauses[attempt];
        if (pause === undefined || !isPassing(error)) throw explained(error, this.home.name);
        this.say(`no answer from ${this.home.name} (${reasonOf(error)}); asking again in ${pause} s`);
        await setTimeout(pause * 1000);
      }
    }
  }

  close(): void {
    this.lambda.destroy();
  }

  private async invoke(input: object): Promise<string> {
    const invoke = new InvokeCommand({ FunctionName: this.name, Payload: JSON.stringify(input) });
    const { FunctionError, Payload } = await this.lambda.send(invoke);
    const text = Payload?.transformToString() ?? "";
    if (FunctionError === undefined) return text;
    const { errorMessage } = propertiesOf(JSON.parse(text));
    throw new UserError(typeof errorMessage === "string" ? errorMessage : text);
  }
}

const lostConnection = /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EAI_AGAIN)$/;

/** Whether the same request may have an answer later. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof UserError) return false;
  if (error instanceof LambdaServiceException) {
    const status = error.$metadata.httpStatusCode ?? 0;
    return status >= 500 || status === 429 || /Throttl|TooManyRequests/.test(error.name);
  }
  return error.name === "TimeoutError" || ("code" in error && lostConnection.test(String(error.code)));
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" && "code" in error ? String(error.code) : error.message;
};

/** What Lambda or the connection to it has to say, in one line. */
function explained(error: unknown, where: string): unknown {
  if (error instanceof UserError || error instanceof TypeError || !(error instanceof Error)) return error;
  if (isPassing(error))
    return new UserError(`no answer from ${where} (${reasonOf(error)}); running the command again goes on safely`);
  return new UserError(`${error.name}: ${reasonOf(error)}`);
}
