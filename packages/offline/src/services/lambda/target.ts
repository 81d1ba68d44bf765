import type { Graph } from "../../graph/graph";
import type { AccessControl } from "../../protocol/access-control";
import type { Identities } from "../../protocol/identities";
import { AwsError } from "../../protocol/service";
import {
  type Delivery,
  functionQualifier,
  type Invocable,
  type Sender,
  type Target,
  type TargetEvent,
} from "../../protocol/targets";
import type { Asynchronous } from "./asynchronous";
import { messageOf } from "./pending-events";
import { isInvocable } from "./permissions";
import type { Pool } from "./pool";
import { protocol } from "./service";

export interface FunctionTargetOptions {
  graph: Graph;
  pool: Pick<Pool, "find" | "invoke">;
  asynchronous: Pick<Asynchronous, "accept">;
  identities: Identities;
  accessControl: AccessControl;
}

/**
 * Functions, as events are handed to them: by their asynchronous invocation, whose retries and failures are Lambda's
 * from there on. A service needs a permission of the function, a role one of its own.
 */
export class FunctionTarget implements Target {
  constructor(private readonly options: FunctionTargetOptions) {}

  objection(arn: string, sender: Sender): AwsError | undefined {
    if ("roleArn" in sender) return this.denialOf(arn, sender.roleArn);
    if (isInvocable(this.options.graph, arn, sender)) return undefined;
    const { service, sourceArn } = sender;
    const message = `no aws.lambda.Permission lets ${service} invoke it; declare one with sourceArn ${sourceArn}`;
    return new AwsError(protocol.denial.code, message, protocol.denial.status);
  }

  async deliver(arn: string, { body }: TargetEvent, sender: Sender): Promise<Delivery> {
    const objection = this.objection(arn, sender);
    if (objection) throw objection;
    const lambda = this.options.pool.find(arn);
    if (!lambda) throw new AwsError("ResourceNotFoundException", `the host does not serve the function ${arn}`, 404);
    const { requestId, attempted } = await this.options.asynchronous.accept(lambda, functionQualifier(arn), body);
    const problem = attempted.then((failure) => failure && `${lambda.name} failed: ${messageOf(failure)}`);
    return { problem, invocationId: requestId };
  }

  invocable(arn: string): Invocable | undefined {
    const { pool } = this.options;
    const lambda = pool.find(arn);
    if (!lambda) return undefined;
    return {
      name: lambda.name,
      invoke: (payload, wait, requestId) =>
        pool.invoke(lambda, payload, wait, requestId === undefined ? "request" : "event", requestId),
    };
  }

  private denialOf(arn: string, roleArn: string): AwsError | undefined {
    const { identities, accessControl } = this.options;
    const role = identities.ofRole(roleArn);
    const { denial } = protocol;
    if (!role) return new AwsError(denial.code, `the program declares no role ${roleArn}`, denial.status);
    try {
      accessControl.authorize(role, [{ action: "lambda:InvokeFunction", resource: arn }], { headers: {} }, denial);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  }
}
