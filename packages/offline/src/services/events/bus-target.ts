import type { AccessControl } from "../../protocol/access-control";
import { type Identities, serviceCaller } from "../../protocol/identities";
import { type Access, AwsError, type Denial } from "../../protocol/service";
import type { Delivery, Sender, Target, TargetEvent } from "../../protocol/targets";
import { busName, defaultBus } from "./bus";
import type { Buses } from "./buses";
import { eventBridge } from "./declared";
import { readEvent } from "./event";

/** Nothing of what a request brings: the host itself asks. */
const noRequest = { headers: {} };

export const denial: Denial = { code: "AccessDeniedException", status: 400 };

/**
 * Takes events of other buses and of schedules, which must be allowed to, and what AWS's own services tell the default bus,
 * which needs no permission.
 */
export class BusTarget implements Target {
  constructor(
    private readonly buses: Pick<Buses, "take">,
    private readonly hasBus: (arn: string) => boolean,
    private readonly identities: Identities,
    private readonly accessControl: AccessControl,
  ) {}

  /** @throws AwsError */
  async deliver(arn: string, { body }: TargetEvent, sender: Sender): Promise<Delivery> {
    if (!this.hasBus(arn)) throw new AwsError("ResourceNotFoundException", `Event bus ${busName(arn)} does not exist.`);
    const read = readEvent(body, arn);
    if (!read) throw new AwsError("MalformedDetail", "it is no event");
    const { event, isNew } = read;
    const access: Access = {
      action: "events:PutEvents",
      resource: arn,
      context: { "events:source": event.source, "events:detail-type": event["detail-type"] },
    };
    if ("roleArn" in sender) this.admitRole(sender.roleArn, access);
    else this.admitService(sender, access);
    await this.buses.take([{ busArn: arn, event, isForwarded: !isNew }]);
    return { problem: Promise.resolve(undefined) };
  }

  private admitRole(roleArn: string, access: Access): void {
    const role = this.identities.ofRole(roleArn);
    if (!role) throw new AwsError(denial.code, `the program declares no role ${roleArn}`, denial.status);
    this.accessControl.authorize(role, [access], noRequest, denial);
  }

  private admitService({ service, sourceArn }: Extract<Sender, { service: string }>, access: Access): void {
    if (service !== eventBridge && busName(access.resource) === defaultBus) return;
    const context = {
      ...access.context,
      "aws:SourceArn": sourceArn,
      "aws:SourceAccount": sourceArn.split(":")[4] ?? "",
    };
    if (this.accessControl.allows(serviceCaller(service), [{ ...access, context }], noRequest)) return;
    const message = `the policy of event bus ${busName(access.resource)} does not let ${service} put events for ${sourceArn}; give the target a roleArn that may events:PutEvents`;
    throw new AwsError(denial.code, message, denial.status);
  }
}
