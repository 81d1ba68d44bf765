import type { AccessControl } from "../../protocol/access-control";
import type { Decision } from "../../protocol/iam/compile";
import { describeDenial } from "../../protocol/iam/missing";
import type { Identities } from "../../protocol/identities";
import type { WriteLog } from "../../protocol/log-entries";
import type { Location } from "../../protocol/service";
import type { LogWriter, Target } from "../../protocol/targets";
import { groupNameIn, logGroupArn, logStreamArn } from "./arn";
import type { LogGroup, LogStream } from "./store/group";
import type { LogStore } from "./store/store";

export interface DeliveryOptions {
  store: LogStore;
  location: Location;
  identities: Pick<Identities, "ofRole">;
  accessControl: Pick<AccessControl, "decisionOn">;
  /** Told, once for each writer, that its logs go nowhere. */
  report: (text: string) => void;
}

/** Who writes where. */
interface Writing {
  writer: LogWriter;
  group: string;
  stream: string;
}

interface Denial {
  action: string;
  decision: Exclude<Decision, "allow">;
}

/**
 * Brings what other services log into log groups. Lambda does that by the function's role: one that may not write to its
 * group leaves no logs.
 */
export class LogDelivery implements Target {
  /** Writers whose roles may not write. */
  private readonly denied = new Set<string>();

  constructor(private readonly options: DeliveryOptions) {}

  openLog(arn: string, stream: string, writer: LogWriter): WriteLog {
    const writing = { writer, group: groupNameIn(arn), stream };
    let opened: { group: LogGroup; stream: LogStream } | undefined;
    return (entry, source) => {
      if (this.denied.has(writer.name)) return;
      opened ??= this.create(writing);
      opened?.group.add(opened.stream, entry, source, entry.until);
    };
  }

  private create(writing: Writing): { group: LogGroup; stream: LogStream } | undefined {
    const { store } = this.options;
    const { name, roleArn } = writing.writer;
    const denials = roleArn === undefined ? [] : this.denialsOf(writing, roleArn);
    if (roleArn !== undefined && denials.length > 0) {
      this.denied.add(name);
      this.reportDenial(writing, roleArn, denials);
      return undefined;
    }
    const group = store.find(writing.group) ?? store.create({ name: writing.group, logGroupClass: "STANDARD" });
    // It is there where an environment goes on after the program was loaded again.
    return { group, stream: group.stream(writing.stream) ?? group.createStream(writing.stream) };
  }

  /** What the role may not do of what it takes to write a stream, and to make its group if there is none. */
  private denialsOf({ group, stream }: Writing, roleArn: string): Denial[] {
    const { store, location, identities, accessControl } = this.options;
    const resource = logStreamArn(location, group, stream);
    const creation = { action: "logs:CreateLogGroup", resource: logStreamArn(location, group, "") };
    const needed = ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({ action, resource }));
    const role = identities.ofRole(roleArn);
    return (store.find(group) ? needed : [creation, ...needed]).flatMap((access) => {
      // Of a role that the program does not declare nothing is known.
      const decision = role ? accessControl.decisionOn(role, access) : "implicitDeny";
      return decision === "allow" ? [] : [{ action: access.action, decision }];
    });
  }

  private reportDenial({ writer, group }: Writing, roleArn: string, denials: Denial[]): void {
    const { location, identities, report } = this.options;
    const action = denials.map((denial) => denial.action);
    const resource = `${logGroupArn(location, group)}:*`;
    const decision = denials.some((denial) => denial.decision === "explicitDeny") ? "explicitDeny" : "implicitDeny";
    const denial = describeDenial(
      { role: identities.ofRole(roleArn)?.role ?? roleArn },
      { action, resource },
      decision,
    );
    report(`${writer.name} leaves no logs in CloudWatch, as on AWS:\n${denial}`);
  }
}
