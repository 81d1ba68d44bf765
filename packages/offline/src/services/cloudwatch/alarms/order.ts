import type { Alarm, CompositeAlarm } from "./alarm";

/** Composite alarms by whether, and when, they can be evaluated. */
export interface EvaluationOrder {
  /** Each comes after those that its rule names, so that none is evaluated by what is no longer so. */
  ordered: readonly CompositeAlarm[];
  /**
   * Those that depend on themselves. CloudWatch stops where it detects a cycle: they stay as they are
   * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html).
   */
  circular: readonly CompositeAlarm[];
}

export function evaluationOrder(alarms: readonly Alarm[]): EvaluationOrder {
  const composites = alarms.filter((alarm): alarm is CompositeAlarm => alarm.type === "CompositeAlarm");
  const namedBy = ({ rule }: CompositeAlarm): CompositeAlarm[] =>
    composites.filter(({ name, arn }) => rule.alarms.includes(name) || rule.alarms.includes(arn));

  /** Adds all that an alarm depends on, and calls back with each once what that depends on has been added. */
  const visit = (alarm: CompositeAlarm, seen: Set<CompositeAlarm>, done: (one: CompositeAlarm) => void): void => {
    for (const named of namedBy(alarm)) {
      if (seen.has(named)) continue;
      seen.add(named);
      visit(named, seen, done);
      done(named);
    }
  };
  const circular = composites.filter((alarm) => {
    const seen = new Set<CompositeAlarm>();
    visit(alarm, seen, () => undefined);
    return seen.has(alarm);
  });
  const ordered = new Set<CompositeAlarm>();
  for (const alarm of composites) {
    visit(alarm, new Set(), (one) => ordered.add(one));
    ordered.add(alarm);
  }
  return { ordered: [...ordered].filter((alarm) => !circular.includes(alarm)), circular };
}
