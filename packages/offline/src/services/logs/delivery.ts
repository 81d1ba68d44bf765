import { randomUUID } from "node:crypto";
import { membersOf } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { AccessControl } from "../../protocol/access-control";
import type { Decision, Policy } from "../../protocol/iam/compile";
import { describeDenial } from "../../protocol/iam/missing";
import { type Identities, serviceCaller } from "../../protocol/identities";
import { LogLine, type WriteLog } from "../../protocol/log-entries";
import { type Access, AwsError, type Location } from "../../protocol/service";
import type { Delivery, LogWriter, Sender, Target, TargetEvent } from "../../protocol/targets";
import { groupNameIn, logGroupArn, logStreamArn } from "./arn";
import { noSuchGroup } from "./errors";
import type { LogGroup, LogStream } from "./store/group";
import type { LogStore } from "./store/store";

export interface DeliveryOptions {
  store: LogStore;
  location: Location;
  identities: Pick<Identities, "ofRole">;
  accessControl: Pick<AccessControl, "decisionOn">;
  /** What log groups let services do. */
  policy: Policy;
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
  /** The stream that events are written to, in each group. */
  private readonly eventStream = randomUUID();

  constructor(private readonly options: DeliveryOptions) {}

  /**
   * Takes an event of a rule: as a line, or as the time and the message that the rule's target makes of it. Returns when
   * it is on disk.
   *
   * @throws AwsError if there is no such group, or no resource policy of log groups lets the sender write to it
   */
  async deliver(arn: string, { body }: TargetEvent, sender: Sender): Promise<Delivery> {
    const { store } = this.options;
    const group = store.find(groupNameIn(arn));
    if (!group) throw noSuchGroup();
    this.admit(group.settings.name, sender);
    const stream = group.stream(this.eventStream) ?? group.createStream(this.eventStream);
    const now = Date.now();
    const { timestamp, message } = membersOf(parseJson(body));
    const line =
      typeof timestamp === "number" && typeof message === "string"
        ? new LogLine(timestamp, message)
        : new LogLine(now, body);
    group.add(stream, line, "application", now);
    await store.save();
    return { problem: Promise.resolve(undefined) };
  }

  openLog(arn: string, stream: string, writer: LogWriter): WriteLog {
    const writing = { writer, group: groupNameIn(arn), stream };
    let opened: { group: LogGroup; stream: LogStream } | undefined;
    return (entry, source) => {
      if (this.denied.has(writer.name)) return;
      opened ??= this.create(writing);
      opened?.group.add(opened.stream, entry, source, entry.until);
    };
  }

  private admit(group: string, sender: Sender): void {
    const { accessControl, identities, location, policy } = this.options;
    const resource = logStreamArn(location, group, this.eventStream);
    const caller =
      "service" in sender ? { ...serviceCaller(sender.service), policy } : identities.ofRole(sender.roleArn);
    const isAllowed = (access: Access) => caller && accessControl.decisionOn(caller, access) === "allow";
    const needed = ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({ action, resource }));
    if (needed.every(isAllowed)) return;
    const who = "service" in sender ? sender.service : sender.roleArn;
    const message = `no resource policy of log groups lets ${who} write to ${group}; declare an aws.cloudwatch.LogResourcePolicy`;
    throw new AwsError("AccessDeniedException", message);
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
