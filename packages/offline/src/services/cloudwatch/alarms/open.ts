import { join } from "node:path";
import type { Graph } from "../../../graph/graph";
import type { Opening } from "../../../storage/opening";
import type { MetricReader } from "../reader";
import { AlarmActions, type AlarmActionsOptions } from "./actions";
import { Alarms, type AlarmsOptions } from "./alarms";
import { alarmsOf } from "./declared";
import { AlarmStore } from "./store";

interface AlarmContext
  extends Pick<AlarmsOptions, "clock" | "log" | "activity">, Pick<AlarmActionsOptions, "targets" | "activity"> {
  /** Where states and histories are kept. */
  directory: string;
  opening: Opening;
}

/**
 * The alarms of a program, with the states that they had.
 *
 * @throws UserError for what AWS would refuse, what is not embedded, or a file that is damaged and not to be repaired
 */
export function openAlarms(
  graph: Graph,
  reader: MetricReader,
  { directory, opening, targets, ...context }: AlarmContext,
): Alarms {
  const alarms = alarmsOf(graph);
  const arns = alarms.map(({ arn }) => arn);
  const store = new AlarmStore(join(directory, "alarms.jsonl"), arns, () => context.clock.now(), opening);
  const actions = new AlarmActions({ targets, location: graph, activity: context.activity });
  return new Alarms({ ...context, alarms, store, reader, actions: actions });
}
