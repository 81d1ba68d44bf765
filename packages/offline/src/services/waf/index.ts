import type { ServiceModule } from "../module";
import { firewallsIn } from "./declared";
import { resources } from "./resources";

/** WAF: web ACLs before stages of APIs and before distributions, with rates, sets of addresses and matching rules. */
export const waf: ServiceModule = {
  name: "waf",
  resources,
  open: (graph, { clock, log, metrics, targets }) => ({
    firewalls: firewallsIn(graph, { targets, metrics, now: () => clock.now(), log }),
  }),
};
