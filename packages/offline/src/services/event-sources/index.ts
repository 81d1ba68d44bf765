import type { Graph } from "../../graph/graph";
import type { BannerBlock, OpenService, ServiceContext, ServiceModule } from "../module";
import { checkAccess } from "./access";
import { isServedMapping, mappingsOf } from "./declared";
import { Invoker } from "./invoker";
import type { Mapping } from "./mapping";
import { QueuePoller } from "./queue-poller";
import { computedMapping, mappingType } from "./resource";

/** Lambda's event source mappings: what comes in queues goes to functions, in batches. */
export const eventSources: ServiceModule = {
  name: "event-sources",
  resources: { [mappingType]: { serves: isServedMapping, computed: computedMapping } },
  open: (graph, context, before) =>
    new EventSources(graph, context, before instanceof EventSources ? before : undefined),
};

/** What hands a source's records to a function. */
interface Poller {
  start(): void;
  /** Takes no more; what the function has is seen through. */
  stop(): void;
}

/** The mappings of a program. */
class EventSources implements OpenService {
  private readonly mappings: Mapping[];
  private readonly pollers: Poller[];
  /** Aborted when the host ends: batches outlive the program that they were taken for. */
  private readonly ended: AbortController;
  private hasMadeWay = false;

  /**
   * @param before what has made way for this
   * @throws UserError for what AWS would refuse
   */
  constructor(graph: Graph, context: ServiceContext, before: EventSources | undefined) {
    this.ended = before?.ended ?? new AbortController();
    this.mappings = mappingsOf(graph, context.log);
    for (const mapping of this.mappings) checkAccess(mapping, context.identities, context.accessControl);
    const invoker = new Invoker({ ...context, ended: this.ended.signal });
    this.pollers = this.mappings
      .filter(({ isEnabled }) => isEnabled)
      .map((mapping) => new QueuePoller(mapping, invoker));
  }

  banner(): BannerBlock[] {
    const rows = this.mappings.map(({ kind, sourceName, functionLabel, batchSize, isEnabled }) => [
      `${kind} ${sourceName}`,
      functionLabel,
      isEnabled ? `${batchSize} at a time` : "disabled",
    ]);
    return [{ heading: "Event sources", rows }];
  }

  start(): void {
    for (const poller of this.pollers) poller.start();
  }

  hurry(): void {
    for (const poller of this.pollers) poller.stop();
  }

  makeWay(): void {
    this.hasMadeWay = true;
    this.hurry();
  }

  close(): void {
    if (this.hasMadeWay) return;
    this.hurry();
    this.ended.abort();
  }
}
