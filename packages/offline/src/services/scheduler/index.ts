import { arn, type Computed, type Naming, physicalName } from "../../graph/naming";
import type { ResourceTypes } from "../../graph/resource-type";
import { defaultGroup, groupType, isHandedTo, scheduleType } from "./declared";

/** EventBridge Scheduler's resources. What fires by them is served with the rules that fire by the clock. */
export const schedulerTypes: ResourceTypes = {
  [scheduleType]: {
    serves: isHandedTo,
    only: "of functions, standard queues and topics, and buses",
    computed: schedule,
  },
  [groupType]: { serves: true, computed: group },
};

function schedule(naming: Naming): Computed {
  const name = physicalName(naming);
  const { groupName = defaultGroup } = naming.inputs;
  const path = `${String(groupName)}/${name}`;
  return { id: path, name, groupName, arn: arn(naming, "scheduler", `schedule/${path}`) };
}

function group(naming: Naming): Computed {
  const name = physicalName(naming);
  return { id: name, name, state: "ACTIVE", arn: arn(naming, "scheduler", `schedule-group/${name}`) };
}
