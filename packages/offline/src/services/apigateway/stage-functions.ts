import type { Invocable, Sender, Targets } from "../../protocol/targets";
import { after, type RunningTime } from "../../running-time";
import type { Refusal } from "./refusal";

export interface StageFunctionsOptions {
  targets: Pick<Targets, "invocable" | "objection">;
  /** What time-outs go by. */
  running: RunningTime;
  log: (text: string) => void;
}

/** The functions that a stage invokes. */
export class StageFunctions {
  constructor(private readonly options: StageFunctionsOptions) {}

  /**
   * A function, if API Gateway may invoke it: that does not change while the host runs. Where it may not, the person at the
   * console is told.
   *
   * @param asker what asks for it, for messages
   * @param roleArn the role by which it is invoked; its own policy has to allow it where there is none
   * @param sourceArn what API Gateway invokes it for, as permissions name that
   */
  permitted(asker: string, functionArn: string, roleArn: string | undefined, sourceArn: string): Invocable | undefined {
    const { targets, log } = this.options;
    const sender: Sender = roleArn === undefined ? { service: "apigateway.amazonaws.com", sourceArn } : { roleArn };
    const lambda = targets.invocable(functionArn);
    const objection = lambda ? targets.objection(functionArn, sender) : undefined;
    const why = objection?.message ?? (lambda ? undefined : "there is no such function here");
    if (why === undefined) return lambda;
    log(`${asker} answers 500, as on AWS: it cannot invoke ${functionArn}: ${why}`);
    return undefined;
  }

  /** What comes of a promise, or a refusal after some time; the function itself runs on, as in AWS. */
  within<Value>(milliseconds: number, promise: Promise<Value>, refusal: () => Refusal): Promise<Value> {
    return new Promise((resolve, reject) => {
      const cancel = after(milliseconds, this.options.running, () => reject(refusal()));
      promise.finally(cancel).then(resolve, reject);
    });
  }
}
