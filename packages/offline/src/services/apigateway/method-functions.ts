import type { Invocable } from "../../protocol/targets";
import type { Method } from "./document";
import { Refusal } from "./refusal";
import type { StageFunctions } from "./stage-functions";

export interface MethodFunctionsOptions {
  functions: StageFunctions;
  /** ARN of the stage, as permissions of functions name it. */
  stageArn: string;
}

/** A function, and the role by which it is invoked; by its own policy if there is none. */
export interface InvokedFunction {
  functionArn: string;
  roleArn?: string;
}

/** The functions that the methods of a stage invoke, with and without mappings. */
export class MethodFunctions {
  private readonly byMethod = new Map<Method, Invocable | undefined>();

  constructor(private readonly options: MethodFunctionsOptions) {}

  /** @throws Refusal if API Gateway may not invoke it: that does not change while the host runs */
  of(method: Method, { functionArn, roleArn }: InvokedFunction): Invocable {
    if (!this.byMethod.has(method)) {
      const { httpMethod, resourcePath } = method;
      const { functions } = this.options;
      const asker = `${httpMethod} ${resourcePath}`;
      this.byMethod.set(method, functions.permitted(asker, functionArn, roleArn, this.sourceArn(method)));
    }
    const lambda = this.byMethod.get(method);
    if (!lambda) throw new Refusal("API_CONFIGURATION_ERROR");
    return lambda;
  }

  /** What API Gateway invokes a function for, as permissions name that. */
  sourceArn({ httpMethod, resourcePath }: Method): string {
    return `${this.options.stageArn}/${httpMethod === "ANY" ? "*" : httpMethod}${resourcePath}`;
  }
}
