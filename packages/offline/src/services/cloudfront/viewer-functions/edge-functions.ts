import { Script } from "node:vm";
import { UserError } from "../../../errors";
import { type Graph, ofType, type Resource, text } from "../../../graph/graph";
import { isRecord } from "../../../is-record";
import type { AwsRequest } from "../../../protocol/service";
import type { Answer } from "../answer/answer";
import type { Distribution } from "../distribution";
import type { Asked } from "../edge";
import { requestEvent, requestIn, responseEvent, responseIn } from "./event";
import { Invalid } from "./fields";
import { FunctionRunner } from "./runner";
import { scriptOf } from "./sandbox";

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
const codeBytes = 10_240;

export const functionType = "aws:cloudfront/function:Function";

/** The functions of a program, by their ARNs. */
export class EdgeFunctions {
  private readonly runners = new Map<string, FunctionRunner>();

  /** @throws UserError for code that AWS would refuse */
  constructor(graph: Graph, log: (text: string) => void) {
    for (const resource of ofType(graph, functionType)) {
      const name = text(resource.outputs, "name");
      this.runners.set(text(resource.outputs, "arn"), new FunctionRunner(name, codeOf(resource, name), log));
    }
  }

  has(arn: string): boolean {
    return this.runners.has(arn);
  }

  /**
   * What a viewer's request becomes.
   *
   * @returns the request to go on with, or an answer in its place
   * @throws FunctionFailure
   */
  async onRequest(asked: Asked, distribution: Distribution): Promise<AwsRequest | Answer> {
    const runner = this.runnerFor(asked.behavior.onRequest);
    if (!runner) return asked.request;
    const event = requestEvent(asked, distribution);
    return checked(runner, await runner.run(event), (result) => {
      if (!("statusCode" in result)) return requestIn(result, asked.request, event);
      const { body = Buffer.alloc(0), ...response } = responseIn(result);
      return { ...response, body, cause: "FunctionGeneratedResponse" };
    });
  }

  /**
   * What an answer becomes before the viewer gets it.
   *
   * @throws FunctionFailure
   */
  async onResponse(asked: Asked, distribution: Distribution, answer: Answer): Promise<Answer> {
    const runner = this.runnerFor(asked.behavior.onResponse);
    if (!runner) return answer;
    const event = responseEvent(asked, distribution, answer);
    return checked(runner, await runner.run(event), (result) => {
      const { status, headers, body } = responseIn(result);
      if (body === undefined) return { ...answer, status, headers };
      if (!Buffer.isBuffer(answer.body)) answer.body.destroy();
      return { ...answer, status, headers: { ...headers, "content-length": String(body.length) }, body };
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.runners.values()].map((runner) => runner.close()));
  }

  private runnerFor(arn: string | undefined): FunctionRunner | undefined {
    return arn === undefined ? undefined : this.runners.get(arn);
  }
}

/** What a function returned, as far as it is what CloudFront takes. */
function checked<Result>(
  runner: FunctionRunner,
  result: unknown,
  read: (result: Record<string, unknown>) => Result,
): Result {
  try {
    if (!isRecord(result)) throw new Invalid("it returned no object");
    return read(result);
  } catch (error) {
    if (error instanceof Invalid) throw runner.failed("FunctionValidationError", error.message);
    throw error;
  }
}

function codeOf({ inputs }: Resource, name: string): string {
  const code = text(inputs, "code");
  if (Buffer.byteLength(code) > codeBytes)
    throw new UserError(`AWS would refuse the CloudFront function ${name}: its code is larger than ${codeBytes} bytes`);
  try {
    new Script(scriptOf(code));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UserError(`AWS would refuse the code of the CloudFront function ${name}: ${error.message}`);
    throw error;
  }
  return code;
}
