import { join } from "node:path";
import type { Graph } from "../../graph/graph";
import type { UserPools } from "../../protocol/user-pools";
import type { AwsService } from "../../protocol/service";
import { Traffic } from "../../traffic";
import type { OpenService, ServiceContext, ServiceModule, UnsignedDoor, Unserved } from "../module";
import type { SiteDoor } from "../sites";
import { poolsOf } from "./declared/pools";
import { declaredSites } from "./declared/sites";
import { unservedIn } from "./declared/unserved";
import { Kept } from "./kept";
import { cognitoService } from "./operations/service";
import { unsignedDoor } from "./operations/unsigned";
import { PoolDoor } from "./pages/door";
import { Pool } from "./pool";
import { resources } from "./resources";
import type { PoolSettings } from "./settings";
import { Store } from "./store/store";

/** Cognito: user pools with their users, tokens and pages. Identity pools are recorded only. */
export const cognito: ServiceModule = {
  name: "cognito",
  resources,
  sites: declaredSites,
  open: (graph, context, before) =>
    OpenCognito.open(graph, context, before instanceof OpenCognito ? before : undefined),
};

/** Pools say their regions by their ids: one service has those of all regions. */
class OpenCognito implements OpenService {
  readonly aws: AwsService;
  readonly unsigned: UnsignedDoor;
  readonly sites: Record<string, SiteDoor>;
  readonly userPools: UserPools;
  /** What is under way, before whose end nothing is closed. */
  private readonly traffic = new Traffic();

  private constructor(
    graph: Graph,
    private readonly context: ServiceContext,
    pools: readonly Pool[],
    private readonly store: Store,
    private readonly kept: Kept,
    readonly unserved: readonly Unserved[],
  ) {
    const service = cognitoService(pools, graph);
    this.aws = { ...service, handle: (call) => this.traffic.during(() => service.handle(call)) };
    this.unsigned = unsignedDoor(this.aws);
    this.userPools = new Map(pools.map((pool) => [pool.settings.arn, pool.asUserPool]));
    this.sites = Object.fromEntries(pools.map((pool) => [pool.settings.urn, this.doorOf(pool)]));
  }

  /** @param before what has made way for this, which knows who is signing in */
  static async open(graph: Graph, context: ServiceContext, before: OpenCognito | undefined): Promise<OpenCognito> {
    const { clock, data, log, mailbox, sites } = context;
    const settings: PoolSettings[] = poolsOf(graph, sites);
    const now = (): number => clock.now();
    const kept = before?.kept ?? new Kept(now);
    const store = new Store(join(data.path, "cognito", "pools.jsonl"), now, data.opening);
    try {
      const pools: Pool[] = [];
      for (const one of settings) pools.push(await Pool.open(one, { store, kept, mailbox, now, log }));
      return new OpenCognito(graph, context, pools, store, kept, unservedIn(graph, settings));
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.traffic.over();
    await this.store.close();
  }

  private doorOf(pool: Pool): SiteDoor {
    const address = this.context.sites.find(({ urn }) => urn === pool.settings.urn);
    const door = new PoolDoor(pool, address, this.aws);
    return { handle: (request) => this.traffic.during(() => door.handle(request)) };
  }
}
