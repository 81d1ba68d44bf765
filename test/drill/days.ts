import { eventually } from "../../packages/offline/test/support/poll";
import { backedUp, listBackups } from "./archive";
import type { Chance } from "./chance";
import { change } from "./changes";
import { differences, type Mode, restored, withoutMarks } from "./expectations";
import { People } from "./people";
import type { Site } from "./site";
import { type State, stateOf } from "./state";

/** How many differences are told. */
const told = 5;

/** Days of a program's life, at the end of each of which a backup is made, and some backup restored. */
export class Days {
  /** What was there when each backup was made, by its id. */
  private readonly known = new Map<string, State>();
  private readonly people: People;
  /** Its own, since kills decide how often there is an audit. */
  private readonly audits: Chance;

  /** @param now what is there; no function and no person changes it while a backup is made or restored */
  private constructor(
    private readonly site: Site,
    private readonly chance: Chance,
    private now: State,
  ) {
    this.people = new People(site, chance);
    this.audits = chance.fork();
  }

  /** Begins on the day on which the program makes its first backup by itself: of nothing. */
  static async begin(site: Site, chance: Chance): Promise<Days> {
    const first = async () => ((await listBackups(site.stores)).length > 0 ? true : undefined);
    await eventually("the first backup", first);
    const days = new Days(site, chance, await stateOf(site.stores));
    await days.audit();
    return days;
  }

  /** Lets a day pass; returns what happened, in a line. */
  async pass(): Promise<string> {
    await this.live();
    await this.site.backUp();
    this.hold("a backup changed something", this.now, await stateOf(this.site.stores));
    await this.audit();
    await this.live();
    const mode = this.chance.pick<Mode>(["missing", "replace"]);
    const id = this.chance.pick([...this.known.keys()]);
    await this.restore(id, mode);
    const count = (maps: State["tables"] | State["buckets"]) =>
      [...maps.values()].reduce((sum, { size }) => sum + size, 0);
    const { tables, buckets } = this.now;
    return `${this.known.size} backups; ${mode} of ${id} made ${count(tables)} items, ${count(buckets)} objects`;
  }

  /** Holds backups to what was there when they were made: those that are new, and some of the others, or all. */
  async audit(share = 0.3): Promise<void> {
    for (const id of await listBackups(this.site.stores)) {
      const known = this.known.get(id);
      if (known && !this.audits.happens(share)) continue;
      const state = known ?? this.now;
      const found = withoutMarks(await backedUp(this.site.stores, id));
      this.hold(`the backup ${id} is otherwise`, withoutMarks(state), found);
      this.known.set(id, state);
    }
  }

  /** Holds all backups to what was there, and has the program itself verify them. */
  async end(): Promise<void> {
    await this.audit(1);
    for (const date of this.known.keys()) {
      const { status, lost } = await this.site.restore({ date, dryRun: true });
      if (status !== "complete" || lost)
        throw new Error(`a dry run of ${date} says: ${JSON.stringify({ status, lost })}`);
    }
  }

  /** Lets people and administrators do something, and waits until the program has done what comes of it. */
  private async live(): Promise<void> {
    await change(this.site.stores, await stateOf(this.site.stores), this.chance);
    for (let left = this.chance.below(3); left > 0; left--) await this.people.act();
    await this.site.untilIdle();
    this.now = await stateOf(this.site.stores);
  }

  private async restore(id: string, mode: Mode): Promise<void> {
    const day = this.known.get(id);
    if (!day) throw new Error(`nobody knows the backup ${id}`);
    const expected = restored(this.now, day, mode, id);
    const input = { date: id, mode, confirm: this.site.stack };
    const { status } = await this.site.restore(input);
    if (status !== "complete") throw new Error(`a restoration ended as ${status}`);
    // What a restoration triggers, if it does, has happened by now.
    await this.site.untilIdle();
    this.now = await stateOf(this.site.stores);
    this.hold(`${mode} of ${id} did something else`, expected, this.now);
    await this.holdNothingLeft(id, mode);
  }

  /** A dry run must say that all is done. */
  private async holdNothingLeft(date: string, mode: Mode): Promise<void> {
    const { tables, buckets, lost } = await this.site.restore({ date, mode, dryRun: true });
    const done = mode === "replace" ? ["equal"] : ["equal", "different"];
    const left = Object.entries({ ...tables, ...buckets }).filter(([, counts]) =>
      Object.entries(counts).some(([outcome, count]) => count > 0 && !done.includes(outcome)),
    );
    if (left.length > 0 || lost) throw new Error(`after ${mode}, a dry run says: ${JSON.stringify({ left, lost })}`);
  }

  /** @throws Error with what is otherwise */
  private hold(what: string, expected: State, found: State): void {
    const all = differences(expected, found);
    if (all.length === 0) return;
    throw new Error(`${what}, in ${all.length} places:\n${all.slice(0, told).join("\n")}`);
  }
}
