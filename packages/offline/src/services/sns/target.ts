import type { AccessControl } from "../../protocol/access-control";
import { type Identities, serviceCaller } from "../../protocol/identities";
import { attributesOf } from "../../protocol/message-attributes";
import { type Access, AwsError, type Location, notImplemented } from "../../protocol/service";
import type { Delivery, Sender, Target, TargetEvent } from "../../protocol/targets";
import { isManagedKey, sourceKeys } from "./access-policy";
import { denial } from "./errors";
import { limits } from "./limits";
import { checkSize } from "./publish";
import type { Topic } from "./settings";
import type { Topics } from "./topics";

/** Nothing of what a request brings: the host itself asks. */
const noRequest = { headers: {} };

/** Takes what AWS's own services publish to topics; they must be allowed to, like anybody else. */
export class TopicTarget implements Target {
  constructor(
    private readonly topics: Topics,
    private readonly identities: Identities,
    private readonly accessControl: AccessControl,
    private readonly location: Location,
  ) {}

  objection(arn: string, sender: Sender): AwsError | undefined {
    try {
      const topic = this.find(arn);
      if ("service" in sender) this.admitService(topic, sender);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  }

  /** @throws AwsError as Publish does */
  async deliver(arn: string, { body, subject, mail, attributes = {} }: TargetEvent, sender: Sender): Promise<Delivery> {
    const topic = this.find(arn);
    if ("service" in sender) this.admitService(topic, sender);
    else this.admitRole(topic, sender.roleArn);
    const draft = {
      subject: subject === undefined ? undefined : fitting(subject),
      messages: { default: body, ...(mail !== undefined && { email: mail }) },
      attributes: attributesOf(attributes),
    };
    checkSize(body, draft.attributes);
    await this.topics.publish(topic, [draft]);
    return { problem: Promise.resolve(undefined) };
  }

  private find(arn: string): Topic {
    if (arn.endsWith(".fifo")) throw notImplemented("sns", "with FIFO topics");
    return this.topics.get(arn);
  }

  /** As Lambda does to a function's dead-letter topic. A denial is reported like any other. */
  private admitRole({ arn }: Topic, roleArn: string): void {
    const role = this.identities.ofRole(roleArn);
    if (!role) throw new AwsError(denial.code, `the program declares no role ${roleArn}`, denial.status);
    this.accessControl.authorize(role, [publishing(arn)], noRequest, denial);
  }

  /** As CloudWatch's alarms do: the topic's policy must allow it, and its key must be one that services may use. */
  private admitService(
    { arn, name, kmsMasterKeyId }: Topic,
    { service, sourceArn }: Extract<Sender, { service: string }>,
  ): void {
    const access = { ...publishing(arn), context: sourceKeys(service, sourceArn, this.location) };
    if (!this.accessControl.allows(serviceCaller(service), [access], noRequest)) {
      const message = `the policy of topic ${name} does not let ${service} publish to it for ${sourceArn}; declare an aws.sns.TopicPolicy`;
      throw new AwsError(denial.code, message, denial.status);
    }
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    if (isManagedKey(kmsMasterKeyId)) {
      const message = `topic ${name} is encrypted with alias/aws/sns, which AWS lets no service use: ${service} cannot publish to it; give it a key of your own that lets ${service} use it, or none`;
      throw new AwsError("KMSAccessDenied", message);
    }
  }
}

/** A service's subject, made such that SNS takes it: an alarm must not be lost because of a long name. */
const fitting = (subject: string): string => subject.replace(/[^ -~]/g, "?").slice(0, limits.subjectLength);

const publishing = (resource: string): Access => ({ action: "sns:Publish", resource });
