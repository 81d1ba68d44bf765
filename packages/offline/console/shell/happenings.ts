import { useEffect, useState } from "preact/hooks";
import type { Happening } from "../../src/protocol/activity";

/** Happenings of one kind. */
export type Of<Kind extends Happening["kind"]> = Extract<Happening, { kind: Kind }>;

/** What is kept of each kind: the newest. */
const most: Record<Happening["kind"], number> = {
  request: 300,
  invocation: 600,
  log: 3000,
  call: 3000,
  delivery: 200,
  alarm: 100,
  mail: 100,
  reload: 50,
  notice: 200,
};

type Kept = { [Kind in Happening["kind"]]: Of<Kind>[] };

const nothing = (): Kept => ({
  ...{ request: [], invocation: [], log: [], call: [], delivery: [], alarm: [], mail: [], reload: [], notice: [] },
});

/** What happens in the host while the page is open; the oldest first. */
export class Happenings {
  kept = nothing();
  /** How many were not shown, as they came too fast. */
  lost = 0;
  /** Whether the host tells what happens. */
  isConnected = false;
  /** How often the program may have become another one. */
  generation = 0;
  private readonly listeners = new Set<() => void>();
  private hasBeenConnected = false;
  private isAnnounced = false;

  /** Listens to the host for as long as the page is open; the browser connects again by itself. */
  connect(): void {
    const source = new EventSource("/_offline/events");
    source.onopen = () => {
      // It may be another host at the same address.
      if (this.hasBeenConnected) this.generation++;
      this.hasBeenConnected = true;
      this.setConnected(true);
    };
    source.onerror = () => this.setConnected(false);
    source.onmessage = ({ data }) => {
      const happening: Happening = JSON.parse(String(data));
      this.keep(happening);
    };
    source.addEventListener("lost", ({ data }) => {
      this.lost += Number(data);
      this.announce();
    });
  }

  clear(): void {
    this.kept = nothing();
    this.lost = 0;
    this.announce();
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private keep(happening: Happening): void {
    const all: Happening[] = this.kept[happening.kind];
    all.push(happening);
    if (happening.kind === "reload" && !happening.hasFailed) this.generation++;
    // Not one by one: that would move all others each time.
    if (all.length > 1.5 * most[happening.kind]) all.splice(0, all.length - most[happening.kind]);
    this.announce();
  }

  private setConnected(isConnected: boolean): void {
    this.isConnected = isConnected;
    this.announce();
  }

  /** Once for all that comes until the page is drawn. */
  private announce(): void {
    if (this.isAnnounced) return;
    this.isAnnounced = true;
    requestAnimationFrame(() => {
      this.isAnnounced = false;
      for (const listener of this.listeners) listener();
    });
  }
}

export const happenings = new Happenings();

/** Something that is known of what happens, such as whether the host tells it, now and whenever that changes. */
export function useWatched<Value>(read: (happenings: Happenings) => Value): Value {
  const [value, setValue] = useState(() => read(happenings));
  useEffect(() => {
    const follow = (): void => setValue(() => read(happenings));
    // It may have changed before anybody listened.
    follow();
    return happenings.listen(follow);
  }, []);
  return value;
}

/** What happened until now, drawn anew whenever something does; while paused, as it was when the pause began. */
export function useHappenings(isPaused = false): Happenings["kept"] {
  const [kept, setKept] = useState(() => copyOf(happenings.kept));
  useEffect(() => {
    if (isPaused) return undefined;
    const follow = (): void => setKept(copyOf(happenings.kept));
    follow();
    return happenings.listen(follow);
  }, [isPaused]);
  return kept;
}

/** What is shown must not change under the reader. */
const copyOf = (kept: Kept): Kept => ({
  request: [...kept.request],
  invocation: [...kept.invocation],
  log: [...kept.log],
  call: [...kept.call],
  delivery: [...kept.delivery],
  alarm: [...kept.alarm],
  mail: [...kept.mail],
  reload: [...kept.reload],
  notice: [...kept.notice],
});
