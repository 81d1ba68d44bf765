import { object, ofType } from "../../../packages/offline/src/graph/graph";
import type { Service } from "../usage";

const secondsInMonth = 730 * 3600;

/**
 * Where the stack traces: the first run in each second, and one in twenty of the others, which is X-Ray's own sampling.
 * Sources: https://aws.amazon.com/xray/pricing/, "Sampling" in X-Ray's developer guide.
 */
export const xray: Service = {
  name: "X-Ray",
  types: [],
  usage: ({ graph, traffic }) => {
    const isTraced = ofType(graph, "aws:lambda/function:Function").some(
      ({ inputs }) => object(inputs, "tracingConfig").mode === "Active",
    );
    const runs = traffic.runs.reduce((sum, { count }) => sum + count, 0);
    const sampled = Math.min(runs, secondsInMonth) + 0.05 * Math.max(runs - secondsInMonth, 0);
    return [{ what: "traces", price: "xray.traces", units: isTraced ? sampled : 0 }];
  },
};
