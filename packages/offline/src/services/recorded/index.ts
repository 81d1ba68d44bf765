import type { ServiceModule } from "../module";
import { containerTypes } from "./containers";
import { unservedIn } from "./meanings";
import { otherTypes } from "./others";
import { randomTypes } from "./random";
import { tlsTypes } from "./tls";

/**
 * Types that nothing here serves, with the ids, ARNs and outputs that their providers give them, since programs go on with
 * these. It is the first service: one that serves a type says more of it.
 */
export const recorded: ServiceModule = {
  name: "recorded",
  resources: { ...containerTypes, ...otherTypes, ...randomTypes, ...tlsTypes },
  open: (graph) => ({ unserved: unservedIn(graph) }),
};
