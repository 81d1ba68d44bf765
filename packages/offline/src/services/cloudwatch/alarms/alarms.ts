import type { Clock } from "../../../clock";
import type { Activity } from "../../../protocol/activity";
import { minuteMilliseconds, minuteOf } from "../../../protocol/metrics";
import { MathError } from "../math/values";
import { evaluateQueries } from "../queries";
import type { MetricReader } from "../reader";
import type { AlarmActions } from "./actions";
import type { Alarm, CompositeAlarm, MetricAlarm } from "./alarm";
import { evaluate, extraPeriods, type Period } from "./evaluation";
import { actionItem, changedItem, createdItem } from "./history-items";
import { evaluationOrder } from "./order";
import { compositeReason, reasonDataOf, reasonOf } from "./reason";
import type { AlarmState, AlarmStore, HistoryItem } from "./store";

export interface AlarmsOptions {
  alarms: Alarm[];
  store: AlarmStore;
  reader: MetricReader;
  actions: Pick<AlarmActions, "objection" | "take">;
  clock: Clock;
  /** Told of each change. */
  activity: Pick<Activity, "tell">;
  /** Told of what could not be evaluated, or told of a change. */
  log: (text: string) => void;
}

/** What a state is set to. */
type NewState = Pick<AlarmState, "value" | "reason" | "reasonData">;

/** A machine that slept, or a clock that was set, leaves a gap of which nothing is known. */
const longestGap = 3 * minuteMilliseconds;

/**
 * Evaluates alarms once a minute, and tells their topics and functions of changes.
 *
 * Here time stands still while the host does not run: a period that began before it did is not missing, it is unknown.
 * Otherwise every start would ring the alarms that take silence for a failure.
 */
export class Alarms {
  private cancel: () => void = () => undefined;
  /** Since when periods without data count as missing. */
  private since = Infinity;
  private evaluated = 0;
  private running: Promise<void> = Promise.resolve();
  private readonly ended = new AbortController();
  /** Alarms whose expression could not be computed, which is said once. */
  private readonly failing = new Set<Alarm>();
  private readonly composites: readonly CompositeAlarm[];

  constructor(private readonly options: AlarmsOptions) {
    const { ordered, circular } = evaluationOrder(options.alarms);
    this.composites = ordered;
    const names = circular.map(({ name }) => name).join(", ");
    if (names !== "")
      options.log(`the composite alarms ${names} depend on themselves: as on AWS they are not evaluated`);
  }

  all(): readonly Alarm[] {
    return this.options.alarms;
  }

  find(nameOrArn: string): Alarm | undefined {
    return this.options.alarms.find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
  }

  stateOf({ arn }: Alarm): AlarmState {
    return this.options.store.stateOf(arn);
  }

  /** The newest first. */
  historyOf({ arn }: Alarm): readonly HistoryItem[] {
    return this.options.store.historyOf(arn);
  }

  /** Returns when what is being evaluated and told is over. */
  settled(): Promise<void> {
    return this.running;
  }

  /** Begins to evaluate, and tells what an earlier process has not told any more. */
  async start(): Promise<void> {
    const { alarms, clock } = this.options;
    if (alarms.length === 0) return;
    this.announce();
    await this.noteCreations();
    this.since = this.evaluated = clock.now();
    this.arm();
    this.running = this.tellAll().catch((error: unknown) => this.report(error));
  }

  /** Ends. What is yet to be told stays due, for the next start. */
  async close(): Promise<void> {
    this.cancel();
    this.ended.abort();
    await this.running;
    await this.options.store.close();
  }

  /** Sets a state by hand; the next evaluation sets it right again. */
  set(alarm: Alarm, state: NewState): Promise<void> {
    const done = this.running.then(async () => {
      await this.change(alarm, state);
      await this.evaluateComposites(alarm);
    });
    this.running = done.catch(() => undefined);
    return done;
  }

  private arm(): void {
    const { clock } = this.options;
    // A minute's data is there a moment after it is over.
    this.cancel = clock.at(minuteOf(clock.now()) + minuteMilliseconds + 500, () => {
      this.arm();
      this.running = this.running.then(() => this.evaluateAll()).catch((error: unknown) => this.report(error));
    });
  }

  private report(error: unknown): void {
    if (error === this.ended.signal.reason) return;
    this.options.log(`alarms could not be evaluated: ${error instanceof Error ? error.message : String(error)}`);
  }

  private async evaluateAll(): Promise<void> {
    const { alarms, clock } = this.options;
    const now = clock.now();
    if (now - this.evaluated > longestGap) this.since = now;
    this.evaluated = now;
    await this.tellAll();
    for (const alarm of alarms) if (alarm.type === "MetricAlarm") await this.evaluateMetric(alarm, minuteOf(now));
    await this.evaluateComposites();
  }

  private async evaluateMetric(alarm: MetricAlarm, end: number): Promise<void> {
    const periods = this.periodsOf(alarm, end);
    const verdict = periods && evaluate(alarm, periods);
    if (!verdict || verdict.state === this.options.store.stateOf(alarm.arn).value) return;
    const reasonData = reasonDataOf(alarm, verdict, this.options.clock.now());
    await this.change(alarm, { value: verdict.state, reason: reasonOf(alarm, verdict), reasonData });
  }

  /** The periods up to now; those of hours and more slide by the minute as well. Undefined if they cannot be computed. */
  private periodsOf(alarm: MetricAlarm, end: number): Period[] | undefined {
    const { queries, periodSeconds, evaluationPeriods, leastSamples } = alarm;
    const length = periodSeconds * 1000;
    const count = evaluationPeriods + extraPeriods;
    const from = end - count * length;
    try {
      const [result] = evaluateQueries(queries, this.options.reader, { from, to: end }).values();
      this.failing.delete(alarm);
      return Array.from({ length: count }, (_, index) => {
        const time = from + index * length;
        const value = result?.values.get(time);
        if (value === undefined) return { time, isUnknown: time < this.since };
        return { time, value, isUnknown: (result?.samples.get(time) ?? 0) < leastSamples };
      });
    } catch (error) {
      if (!(error instanceof MathError)) throw error;
      if (!this.failing.has(alarm)) this.options.log(`the alarm ${alarm.name} cannot be evaluated: ${error.message}`);
      this.failing.add(alarm);
      return undefined;
    }
  }

  private async evaluateComposites(changed?: Alarm): Promise<void> {
    const { store } = this.options;
    const stateOf = (name: string) => store.stateOf(this.find(name)?.arn ?? "").value;
    let latest = changed;
    for (const alarm of this.composites) {
      const value = alarm.rule.isTrue(stateOf) ? "ALARM" : "OK";
      if (value === store.stateOf(alarm.arn).value) continue;
      await this.change(alarm, { value, reason: compositeReason(this.latestOf(alarm, latest)) });
      latest = alarm;
    }
  }

  /** Of the alarms that a rule names, the one that changed last. */
  private latestOf({ rule }: CompositeAlarm, changed: Alarm | undefined) {
    const { store } = this.options;
    const named = rule.alarms.flatMap((name) => this.find(name) ?? []);
    const [latest] = named.sort((a, b) => store.stateOf(b.arn).since - store.stateOf(a.arn).since);
    const alarm = changed && named.includes(changed) ? changed : latest;
    if (!alarm) return undefined;
    const { value: state, since } = store.stateOf(alarm.arn);
    return { arn: alarm.arn, state, since };
  }

  private async change(alarm: Alarm, next: NewState): Promise<void> {
    const { store, clock, activity } = this.options;
    const { name, arn, actionsEnabled, actions } = alarm;
    const old = store.stateOf(arn);
    const since = clock.now();
    const due = actionsEnabled && next.value !== old.value ? actions[next.value] : [];
    const { reason, reasonData } = old;
    const earlier = { reason, reasonData, since: old.since };
    const state: AlarmState = { ...next, since, due, before: old.value, earlier };
    await store.commit({ arn, state, item: changedItem(old, state) });
    activity.tell({ kind: "alarm", time: since, name, from: old.value, to: next.value, reason: next.reason });
    await this.tell(alarm);
  }

  /** Tells what could not be told before: the disk refused, or an earlier process ended. No state changes until then. */
  private async tellAll(): Promise<void> {
    for (const alarm of this.options.alarms) await this.tell(alarm);
  }

  /** Tells what has yet to be told of an alarm's state. It is told again if the host ends meanwhile. */
  private async tell(alarm: Alarm): Promise<void> {
    const { store, clock } = this.options;
    const { arn } = alarm;
    for (const action of store.stateOf(arn).due) {
      const problem = await this.act(alarm, action);
      const state = store.stateOf(arn);
      const told = { ...state, due: state.due.filter((one) => one !== action) };
      await store.commit({ arn, state: told, item: actionItem(action, problem, clock.now()) });
    }
  }

  /** Returns why an action could not be taken, if it could not. */
  private async act(alarm: Alarm, action: string): Promise<string | undefined> {
    const { actions, log, store } = this.options;
    const state = store.stateOf(alarm.arn);
    const problem = await actions.take(
      action,
      { alarm, state, configured: this.configuredAt(alarm) },
      this.ended.signal,
    );
    if (problem !== undefined) log(`the alarm ${alarm.name} could not tell ${action}: ${problem}`);
    return problem;
  }

  /** Says which actions will come to nothing: when the alarm fires, it is late to learn that. */
  private announce(): void {
    const { alarms, actions, log } = this.options;
    for (const alarm of alarms.filter(({ actionsEnabled }) => actionsEnabled))
      for (const action of new Set(Object.values(alarm.actions).flat())) {
        const objection = actions.objection(alarm, action);
        if (objection !== undefined) log(`the alarm ${alarm.name} cannot tell ${action}: ${objection}`);
      }
  }

  /** When an alarm was declared first, in milliseconds since the epoch. */
  configuredAt({ arn }: Alarm): number {
    const created = this.options.store.historyOf(arn).find(({ type }) => type === "ConfigurationUpdate");
    return created?.time ?? this.options.clock.now();
  }

  private async noteCreations(): Promise<void> {
    const { alarms, store, clock } = this.options;
    const created = alarms.filter(({ arn }) => store.historyOf(arn).length === 0);
    if (created.length === 0) return;
    await store.commit(
      ...created.map((alarm) => ({
        arn: alarm.arn,
        state: store.stateOf(alarm.arn),
        item: createdItem(alarm, clock.now()),
      })),
    );
  }
}
