import type { AccessControl } from "../../protocol/access-control";
import type { PolledQueue } from "../../protocol/event-sources";
import { callerId, type Identities, serviceCaller } from "../../protocol/identities";
import { AwsError } from "../../protocol/service";
import type { Delivery, Sender, Target, TargetEvent } from "../../protocol/targets";
import { denial } from "./errors";
import { polled } from "./polled";
import type { Queues } from "./queues";

/** Nothing of what a request brings: the host itself asks. */
const noRequest = { headers: {} };

/** Takes what AWS's own services hand on to queues; they must be allowed to, like anybody else. */
export class QueueTarget implements Target {
  constructor(
    private readonly queues: Queues,
    private readonly identities: Identities,
    private readonly accessControl: AccessControl,
  ) {}

  /** Of roles nothing is said: who they are is judged when they send. */
  objection(arn: string, sender: Sender): AwsError | undefined {
    if ("roleArn" in sender) return undefined;
    try {
      this.asService(arn, sender);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  }

  /** @throws AwsError as SendMessage does */
  async deliver(arn: string, { body, attributes = {} }: TargetEvent, sender: Sender): Promise<Delivery> {
    const senderId = "roleArn" in sender ? this.asRole(arn, sender.roleArn) : this.asService(arn, sender);
    await this.queues.send(arn, { body, attributes, senderId });
    return { problem: Promise.resolve(undefined) };
  }

  queue(arn: string): PolledQueue | undefined {
    const queue = this.queues.find(arn);
    return queue && polled(queue);
  }

  /** As Lambda does to a function's dead-letter queue. A denial is reported like any other. */
  private asRole(arn: string, roleArn: string): string {
    const role = this.identities.ofRole(roleArn);
    if (!role) throw new AwsError(denial.code, `the program declares no role ${roleArn}`, denial.status);
    this.accessControl.authorize(role, [{ action: "sqs:SendMessage", resource: arn }], noRequest, denial);
    return callerId(role.callerArn);
  }

  /** As EventBridge does to a target's dead-letter queue: the queue's policy must allow it. */
  private asService(arn: string, { service, sourceArn }: Extract<Sender, { service: string }>): string {
    const context = { "aws:SourceArn": sourceArn, "aws:SourceAccount": sourceArn.split(":")[4] ?? "" };
    const access = [{ action: "sqs:SendMessage", resource: arn, context }];
    if (this.accessControl.allows(serviceCaller(service), access, noRequest)) return service;
    const message = `its policy does not let ${service} send to it for ${sourceArn}; declare an aws.sqs.QueuePolicy`;
    throw new AwsError(denial.code, message, denial.status);
  }
}
