import { join } from "node:path";
import type { Graph } from "../../graph/graph";
import type { BannerBlock, OpenService, ServiceContext, ServiceModule, Unserved } from "../module";
import { checkAccess } from "./access";
import { isServedMapping, mappingsOf, unservedIn } from "./declared";
import { Invoker } from "./invoker";
import type { Mapping } from "./mapping";
import { Positions } from "./positions";
import { QueuePoller } from "./queue-poller";
import { computedMapping, mappingType } from "./resource";
import { StreamPoller } from "./stream-poller";

/** Lambda's event source mappings: what comes in queues and streams goes to functions, in batches. */
export const eventSources: ServiceModule = {
  name: "event-sources",
  resources: {
    [mappingType]: {
      serves: isServedMapping,
      computed: computedMapping,
      only: "of standard queues and of tables' streams",
    },
  },
  open: (graph, context, before) =>
    new EventSources(graph, context, before instanceof EventSources ? before : undefined),
};

/** What hands a source's records to a function. */
interface Poller {
  /** Returns when it has begun. */
  start(): void | Promise<void>;
  /** Takes no more; what the function has is seen through. */
  stop(): void;
}

/** What goes on when a program is loaded again: batches outlive the program that they were taken for. */
interface Kept {
  /** Aborted when the host ends. */
  ended: AbortController;
  positions: Positions;
  /** What the mappings of streams are about, by URN. */
  running: Map<string, Promise<void>>;
}

/** The mappings of a program. */
class EventSources implements OpenService {
  readonly unserved: readonly Unserved[];
  private readonly mappings: Mapping[];
  private readonly pollers: Poller[];
  private readonly kept: Kept;
  private hasMadeWay = false;

  /**
   * @param before what has made way for this
   * @throws UserError for what AWS would refuse, or if what is kept is damaged and not to be repaired
   */
  constructor(
    private readonly graph: Graph,
    context: ServiceContext,
    before: EventSources | undefined,
  ) {
    this.unserved = unservedIn(graph);
    this.mappings = mappingsOf(graph);
    for (const mapping of this.mappings) checkAccess(mapping, context.identities, context.accessControl);
    this.kept = before?.kept ?? begin(context);
    const { ended, positions, running } = this.kept;
    const invoker = new Invoker({ ...context, ended: ended.signal });
    this.pollers = this.mappings
      .filter(({ isEnabled }) => isEnabled)
      .map((mapping) =>
        mapping.kind === "queue"
          ? new QueuePoller(mapping, invoker)
          : new StreamPoller(mapping, { invoker, positions, running }),
      );
  }

  banner(): BannerBlock[] {
    const rows = this.mappings.map(({ kind, sourceName, functionLabel, batchSize, isEnabled }) => [
      `${kind} ${sourceName}`,
      functionLabel,
      isEnabled ? `${batchSize} at a time` : "disabled",
    ]);
    return [{ heading: "Event sources", rows }];
  }

  async start(): Promise<void> {
    await this.kept.positions.forget(this.isGone());
    for (const poller of this.pollers) await poller.start();
  }

  hurry(): void {
    for (const poller of this.pollers) poller.stop();
  }

  makeWay(): void {
    this.hasMadeWay = true;
    this.hurry();
  }

  async close(): Promise<void> {
    if (this.hasMadeWay) return;
    this.hurry();
    this.kept.ended.abort();
    await this.kept.positions.close();
  }

  /** Whether a mapping is none of the program's any more. Other stacks may keep their data in the same folder. */
  private isGone(): (urn: string) => boolean {
    const { project, stack, resources } = this.graph;
    const declared = new Set(resources.map(({ urn }) => urn));
    return (urn) => urn.startsWith(`urn:pulumi:${stack}::${project}::`) && !declared.has(urn);
  }
}

const begin = ({ data }: ServiceContext): Kept => ({
  ended: new AbortController(),
  positions: new Positions(join(data.path, "event-sources", "positions.jsonl"), data.opening),
  running: new Map(),
});
