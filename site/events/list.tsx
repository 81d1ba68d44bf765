import { useEffect, useState } from "preact/hooks";
import type { Schemas } from "../../client";
import { type Api, answered, useApi } from "../shell/api";
import { Empty, FailureNote, Skeleton } from "../shell/feedback";
import { useText } from "../shell/language";
import { usePages } from "../shell/pages";
import { EventCard } from "./card";
import { EventDialog } from "./dialog";
import { RemovalDialog } from "./removal";

export type Event = Schemas["Event"];

const pageLength = 12;

/** What is upcoming begins with today, where the reader is. */
function startOfToday(): string {
  const today = new Date();
  today.setHours(0, 0, 0, 0);
  return today.toISOString();
}

const pageOf = async ({ client }: Api, from: string | undefined, cursor?: string) => {
  const query = { limit: pageLength, from, cursor };
  return (await answered(client.GET("/events", { params: { query } }))).data;
};

/** What a person does to events. */
type Doing = { kind: "create" } | { kind: "change" | "remove"; event: Event };

/** Events by pages, soonest first, and all that can be done to them. */
export function EventList({ onSettled }: { onSettled: () => void }) {
  const text = useText();
  const api = useApi();
  const [from, setFrom] = useState<string | undefined>(startOfToday);
  const [doing, setDoing] = useState<Doing>();
  const { first, items, hasMore, more, showMore, reload } = usePages(
    (cursor) => pageOf(api, from, cursor),
    [api, from],
  );
  useEffect(() => {
    if (first.state !== "loading") onSettled();
  }, [first.state]);
  const close = (isChanged: boolean): void => {
    setDoing(undefined);
    if (isChanged) reload();
  };
  return (
    <section aria-labelledby="events-title">
      <div class="heading">
        <div>
          <h1 id="events-title">{text.events.title}</h1>
          <p class="lead">{text.events.lead}</p>
        </div>
        <button type="button" onClick={() => setDoing({ kind: "create" })}>
          {text.events.create}
        </button>
      </div>
      <Choice isUpcoming={from !== undefined} onChoose={(upcoming) => setFrom(upcoming ? startOfToday() : undefined)} />
      {first.state === "failed" && <FailureNote failure={first.failure} onRetry={reload} />}
      {first.state === "loading" && !first.data ? (
        <div class="cards">
          <Skeleton shape="card" count={3} />
        </div>
      ) : (
        <ul class="cards">
          {items.map((event) => (
            <EventCard
              key={event.id}
              event={event}
              onChange={() => setDoing({ kind: "change", event })}
              onRemove={() => setDoing({ kind: "remove", event })}
            />
          ))}
        </ul>
      )}
      {first.state === "ready" && items.length === 0 && (
        <Empty title={from ? text.events.emptyUpcoming : text.events.emptyAll} hint={text.events.emptyHint} />
      )}
      {more.failure && <FailureNote failure={more.failure} />}
      {hasMore && (
        <button type="button" class="quiet" disabled={more.isBusy} onClick={showMore}>
          {text.more}
        </button>
      )}
      {doing?.kind === "create" && <EventDialog onClose={close} />}
      {doing?.kind === "change" && <EventDialog id={doing.event.id} onClose={close} />}
      {doing?.kind === "remove" && <RemovalDialog event={doing.event} onClose={close} />}
    </section>
  );
}

function Choice({ isUpcoming, onChoose }: { isUpcoming: boolean; onChoose: (upcoming: boolean) => void }) {
  const text = useText();
  return (
    <div class="choice" role="group" aria-label={text.events.which}>
      <button type="button" aria-pressed={isUpcoming} onClick={() => onChoose(true)}>
        {text.events.upcoming}
      </button>
      <button type="button" aria-pressed={!isUpcoming} onClick={() => onChoose(false)}>
        {text.events.all}
      </button>
    </div>
  );
}
