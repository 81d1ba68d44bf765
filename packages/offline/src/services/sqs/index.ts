import { json, readJson } from "../../protocol/json";
import { optionalText, type Properties } from "../../graph/graph";
import {
  AwsError,
  type AwsResponse,
  type Call,
  type Location,
  notImplemented,
  type Service,
} from "../../protocol/service";
import { denial, errorAnswer, noSuchQueue } from "./errors";
import { limits } from "./limits";
import { operations } from "./operations";
import { numberOf, required } from "./parameters";
import type { Queues } from "./queues";

/** SQS for the standard queues that the program declares, in the JSON protocol. */
export class Sqs implements Service {
  readonly name = "sqs";
  readonly denialCode = denial.denialCode;
  readonly denialStatus = denial.denialStatus;
  readonly fail = errorAnswer;

  constructor(
    private readonly queues: Queues,
    private readonly location: Location,
  ) {}

  async handle(call: Call): Promise<AwsResponse> {
    const { request, requestId } = call;
    if (request.headers["x-amz-target"] === undefined) throw notImplemented("sqs", "in the query protocol");
    const { operation, input } = await readJson(request);
    const answer = json(200, await this.answer(operation, input, call), "1.0");
    return { ...answer, headers: { ...answer.headers, "x-amzn-requestid": requestId } };
  }

  private answer(operation: string, input: Properties, call: Call): Promise<object> {
    if (operation === "ListQueues") return this.list(input, call);
    const known = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!known) throw notImplemented("sqs", operation);
    const { account, name } = this.addressed(operation, input);
    call.authorize([{ action: known.action, resource: `arn:aws:sqs:${this.location.region}:${account}:${name}` }]);
    if (name.endsWith(".fifo")) throw notImplemented("sqs", `${operation} of FIFO queues`);
    if (account !== this.location.account) throw noSuchQueue();
    return known.run(this.queues.get(name), input, call);
  }

  /** The queue that a request is about, whether it exists or not. */
  private addressed(operation: string, input: Properties): Address {
    if (operation !== "GetQueueUrl") return addressIn(required(input, "QueueUrl"));
    const { account } = this.location;
    return { name: required(input, "QueueName"), account: optionalText(input, "QueueOwnerAWSAccountId") ?? account };
  }

  private async list(input: Properties, { authorize }: Call): Promise<object> {
    authorize([{ action: "sqs:ListQueues", resource: "*" }]);
    const { QueueNamePrefix: prefix = "", NextToken: after = "" } = input;
    const size = numberOf(input, "MaxResults") ?? limits.pageSize;
    const names = this.queues.names().filter((name) => name.startsWith(String(prefix)) && name > String(after));
    const page = names.slice(0, size);
    return {
      ...(page.length > 0 && { QueueUrls: page.map((name) => this.queues.get(name).settings.url) }),
      ...(names.length > size && { NextToken: page.at(-1) }),
    };
  }
}

/** Where a queue is. */
interface Address {
  account: string;
  name: string;
}

/**
 * What a queue's URL says, whatever host it is on.
 *
 * @throws AwsError InvalidAddress
 */
function addressIn(url: string): Address {
  const [, account, name] = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([\w.-]+)$/.exec(url) ?? [];
  if (account !== undefined && name !== undefined) return { account, name };
  throw new AwsError("InvalidAddress", `The address ${url} is not valid for this endpoint.`);
}
