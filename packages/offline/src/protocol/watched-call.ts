import type { CallServed, Happening } from "./activity";
import { missingStatement } from "./iam/missing";
import type { Decision } from "./iam/compile";
import type { Access, AwsError, AwsRequest } from "./service";

/** IAM's name for the partition keys of items that a call names. */
const itemKeys = "dynamodb:LeadingKeys";

/** A call on its way through the endpoint while somebody watches: notes what it is about. */
export class WatchedCall {
  private readonly began = performance.now();
  private readonly decisions: CallServed["decisions"] = [];
  private readonly keys = new Set<string>();
  private operation: string;
  private callerArn = "";
  private errorCode?: string;

  constructor(
    private readonly service: string,
    private readonly request: AwsRequest,
  ) {
    const { "x-amz-target": target } = request.headers;
    // Until the service has read it, or where there is none that would.
    this.operation = target?.split(".").at(-1) ?? `${request.method} ${request.path}`;
  }

  readonly onOperation = (operation: string): void => {
    this.operation = operation;
  };

  readonly isMadeBy = (callerArn: string): void => {
    this.callerArn = callerArn;
  };

  readonly isJudged = ({ action, resource, context }: Access, decision: Decision): void => {
    const statement = decision === "implicitDeny" ? missingStatement({ action, resource }) : undefined;
    this.decisions.push({ action, resource, isAllowed: decision === "allow", missingStatement: statement });
    for (const key of [context?.[itemKeys] ?? []].flat()) this.keys.add(key);
  };

  hasFailed(error: AwsError): void {
    this.errorCode = error.code;
  }

  /** What there is to tell, now that it has been answered. */
  answered(status: number): Happening {
    const { service, operation, callerArn, decisions, errorCode } = this;
    return {
      kind: "call",
      time: Date.now(),
      ...{ service, operation, callerArn, decisions, status, errorCode },
      resources: [...new Set(decisions.map(({ resource }) => resource))],
      keys: [...this.keys],
      invocationId: this.request.invocationId,
      milliseconds: performance.now() - this.began,
    };
  }
}
