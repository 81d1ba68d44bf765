import type { LambdaFunction } from "../lambda/function";
import type { WriteLog } from "../lambda/logs/event";
import type { Decision } from "../../protocol/iam/compile";
import { describeDenial } from "../../protocol/iam/missing";
import type { Identities } from "../../protocol/identities";
import type { Judge } from "../../protocol/judge";
import type { Location } from "../../protocol/service";
import { logGroupArn, logStreamArn } from "./arn";
import type { LogGroup, LogStream } from "./store/group";
import type { LogStore } from "./store/store";

export interface DeliveryOptions {
  store: LogStore;
  location: Location;
  identities: Pick<Identities, "ofRole">;
  judge: Pick<Judge, "decisionOn">;
  /** Told, once for each function, that its logs go nowhere. */
  report: (text: string) => void;
}

interface Denial {
  action: string;
  decision: Exclude<Decision, "allow">;
}

/**
 * Brings what functions log into their log groups. Lambda does that by the function's role: one that may not write to
 * its group leaves no logs.
 */
export class LogDelivery {
  /** Functions whose roles may not write. */
  private readonly denied = new Set<string>();

  constructor(private readonly options: DeliveryOptions) {}

  /** Opens an environment's log stream. It is made with the first event. */
  open(lambda: LambdaFunction, logStreamName: string): WriteLog {
    let target: { group: LogGroup; stream: LogStream } | undefined;
    return (entry, source) => {
      if (this.denied.has(lambda.name)) return;
      target ??= this.create(lambda, logStreamName);
      target?.group.add(target.stream, entry, source, entry.until);
    };
  }

  private create(lambda: LambdaFunction, logStreamName: string): { group: LogGroup; stream: LogStream } | undefined {
    const { store } = this.options;
    const { logGroup } = lambda.logging;
    const denials = this.denialsOf(lambda, logStreamName);
    if (denials.length > 0) {
      this.denied.add(lambda.name);
      this.reportDenial(lambda, denials);
      return undefined;
    }
    const group = store.find(logGroup) ?? store.create({ name: logGroup, logGroupClass: "STANDARD" });
    return { group, stream: group.createStream(logStreamName) };
  }

  /** What the role may not do of what it takes to write a stream, and to make its group if there is none. */
  private denialsOf({ roleArn, logging }: LambdaFunction, logStreamName: string): Denial[] {
    const { store, location, identities, judge } = this.options;
    const stream = logStreamArn(location, logging.logGroup, logStreamName);
    const group = { action: "logs:CreateLogGroup", resource: logStreamArn(location, logging.logGroup, "") };
    const needed = ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({ action, resource: stream }));
    const role = identities.ofRole(roleArn);
    return (store.find(logging.logGroup) ? needed : [group, ...needed]).flatMap((access) => {
      // Of a role that the program does not declare nothing is known.
      const decision = role ? judge.decisionOn(role, access) : "implicitDeny";
      return decision === "allow" ? [] : [{ action: access.action, decision }];
    });
  }

  private reportDenial({ name, roleArn, logging }: LambdaFunction, denials: Denial[]): void {
    const { location, identities, report } = this.options;
    const action = denials.map((denial) => denial.action);
    const resource = `${logGroupArn(location, logging.logGroup)}:*`;
    const decision = denials.some((denial) => denial.decision === "explicitDeny") ? "explicitDeny" : "implicitDeny";
    const denial = describeDenial(identities.ofRole(roleArn)?.role ?? roleArn, { action, resource }, decision);
    report(`${name} leaves no logs in CloudWatch, as on AWS:\n${denial}`);
  }
}
