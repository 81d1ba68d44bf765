import { gzipSync } from "node:zlib";
import type { Location } from "../../../protocol/service";
import type { Targets } from "../../../protocol/targets";
import { Deliveries, type DeliveriesOptions } from "../../deliveries/deliveries";
import type { Recipient } from "../../deliveries/recipient";
import { eventIdOf } from "../page";
import { eventsOf, type StoredEntry, type StoredEvent } from "../store/events";
import { admitted, type Subscription } from "./declared";

/** What is logged is handed over together this long after the first of it; and so many events at a time. */
const limits = { waitMilliseconds: 100, events: 1_000 } as const;

export interface SubscriptionsOptions extends Pick<DeliveriesOptions, "pending" | "activity" | "clock" | "log"> {
  subscriptions: readonly Subscription[];
  location: Location;
}

/** What one subscription gets of one stream. */
interface Batch {
  subscription: Subscription;
  stream: string;
  events: StoredEvent[];
}

/** Hands what is logged to the functions that subscribe to it. */
export class Subscriptions {
  private batches: Batch[] = [];
  private timer?: NodeJS.Timeout;
  /** There from the start on. */
  private deliveries?: Deliveries;
  private recipients: readonly Recipient[] = [];

  constructor(private readonly options: SubscriptionsOptions) {}

  /**
   * Begins to hand over, what has been logged before included.
   *
   * @throws UserError for a function that CloudWatch Logs may not invoke
   */
  async start(targets: Pick<Targets, "deliver" | "objection">): Promise<void> {
    const { subscriptions, ...rest } = this.options;
    this.recipients = subscriptions.map((one) => admitted(one, targets));
    this.deliveries = new Deliveries({ recipients: this.recipients, targets, ...rest });
    await this.deliveries.resume();
    this.wait();
  }

  /** Ends; what has been logged and is not handed over waits on disk for the next start. */
  async close(): Promise<void> {
    this.deliveries?.stop();
    await this.flush().catch((error: unknown) => this.reportFailure(error));
    await (this.deliveries ?? this.options.pending).close();
  }

  /** What takes the entries of a group; undefined if nobody subscribes to it. */
  takerOf(group: string): ((stored: StoredEntry) => void) | undefined {
    const subscriptions = this.options.subscriptions.filter((one) => one.group === group);
    if (subscriptions.length === 0) return undefined;
    return (stored) => {
      const events = eventsOf(stored);
      for (const subscription of subscriptions) this.take(subscription, stored.logStreamName, events);
    };
  }

  /** Returns when all that has been logged is on disk, on its way to those who subscribe to it. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { deliveries, recipients } = this;
    if (!deliveries) return;
    const parcels = this.batches.splice(0).flatMap(({ subscription, stream, events }) => {
      const recipient = recipients[this.options.subscriptions.indexOf(subscription)];
      const data = packed(subscription, stream, events, this.options.location);
      const told = { from: "logs", what: `${events.length} of ${subscription.group}` };
      return recipient ? [{ recipient, body: JSON.stringify({ awslogs: { data } }), ...told }] : [];
    });
    if (parcels.length > 0) await deliveries.accept(parcels);
  }

  private take(subscription: Subscription, stream: string, all: StoredEvent[]): void {
    const events = all.filter(({ message }) => subscription.matches(message));
    if (events.length === 0) return;
    const batch = this.batches.findLast((one) => one.subscription === subscription && one.stream === stream);
    if (batch && batch.events.length < limits.events) batch.events.push(...events);
    else this.batches.push({ subscription, stream, events });
    this.wait();
  }

  private wait(): void {
    this.timer ??= setTimeout(() => {
      this.flush().catch((error: unknown) => this.reportFailure(error));
    }, limits.waitMilliseconds).unref();
  }

  private reportFailure(error: unknown): void {
    this.options.log(`logs could not be handed over: ${String(error)}`);
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample */
function packed(
  { name, group }: Subscription,
  logStream: string,
  events: StoredEvent[],
  { account }: Location,
): string {
  const logEvents = events.map((event) => {
    return { id: eventIdOf(event), timestamp: event.timestamp, message: event.message };
  });
  const message = {
    ...{ messageType: "DATA_MESSAGE", owner: account, logGroup: group, logStream },
    ...{ subscriptionFilters: [name], logEvents },
  };
  return gzipSync(JSON.stringify(message)).toString("base64");
}
