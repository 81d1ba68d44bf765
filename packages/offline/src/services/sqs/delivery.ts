import { type Identities, serviceCaller } from "../../protocol/identities";
import type { Judge } from "../../protocol/judge";
import { AwsError } from "../../protocol/service";
import { callerId } from "../sts";
import { denial } from "./errors";
import type { Letter, Queues } from "./queues";

/** Nothing of what a request brings: the host itself asks. */
const circumstances = { headers: {} };

/** Sends what AWS's own services hand on to queues; they must be allowed to, like anybody else. */
export class Delivery {
  constructor(
    private readonly queues: Queues,
    private readonly identities: Identities,
    private readonly judge: Judge,
  ) {}

  /**
   * Sends as a role, as Lambda does to a function's dead-letter queue. A denial is reported like any other.
   *
   * @throws AwsError as SendMessage does, or if the target is no SQS queue
   */
  async asRole(roleArn: string, queueArn: string, letter: Omit<Letter, "senderId">): Promise<void> {
    checkTarget(queueArn);
    const role = this.identities.ofRole(roleArn);
    if (!role) throw new AwsError(denial.denialCode, `the program declares no role ${roleArn}`, denial.denialStatus);
    this.judge.authorize(role, [{ action: "sqs:SendMessage", resource: queueArn }], circumstances, denial);
    await this.queues.send(queueArn, { ...letter, senderId: callerId(role.callerArn) });
  }

  /**
   * Sends as a service on behalf of one of its resources, as EventBridge does to a target's dead-letter queue: the
   * queue's policy must allow it.
   *
   * @param service its principal, such as `events.amazonaws.com`
   * @throws AwsError as SendMessage does, or if the target is no SQS queue
   */
  async asService(
    service: string,
    sourceArn: string,
    queueArn: string,
    letter: Omit<Letter, "senderId">,
  ): Promise<void> {
    checkTarget(queueArn);
    const context = { "aws:SourceArn": sourceArn, "aws:SourceAccount": sourceArn.split(":")[4] ?? "" };
    const access = [{ action: "sqs:SendMessage", resource: queueArn, context }];
    if (!this.judge.allows(serviceCaller(service), access, circumstances)) {
      const message = `its policy does not let ${service} send to it for ${sourceArn}; declare an aws.sqs.QueuePolicy`;
      throw new AwsError(denial.denialCode, message, denial.denialStatus);
    }
    await this.queues.send(queueArn, { ...letter, senderId: service });
  }
}

function checkTarget(arn: string): void {
  if (!arn.startsWith("arn:aws:sqs:"))
    throw new AwsError("NotImplemented", "the offline host hands on to SQS queues only", 501);
}
