import type { ComponentChildren } from "preact";
import { useContext, useMemo, useState } from "preact/hooks";
import { Check, Heading, TextField } from "../shell/controls";
import { Code, Empty } from "../shell/feedback";
import { timeOf } from "../shell/format";
import { happenings, useHappenings, useWatched } from "../shell/happenings";
import { NamesContext } from "../shell/names";
import { type Entry, entriesOf, isSought, tookOf } from "./entries";
import { TraceView } from "./trace-view";

/** Lines at most that are drawn. */
const mostShown = 300;

/** What happens, as it happens. */
export function Live() {
  const [isPaused, setPaused] = useState(false);
  const [words, setWords] = useState("");
  const [onlyBad, setOnlyBad] = useState(false);
  const [open, setOpen] = useState<string>();
  const kept = useHappenings(isPaused);
  const nameOf = useContext(NamesContext);
  const lost = useWatched(({ lost }) => lost);
  const entries = useMemo(() => entriesOf(kept, nameOf), [kept, nameOf]);
  const shown = entries.filter((entry) => isSought(entry, words, onlyBad)).slice(0, mostShown);
  return (
    <>
      <Heading title="Live">
        <button type="button" class="quiet" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
          {isPaused ? "Go on" : "Pause"}
        </button>
        <button type="button" class="quiet" onClick={() => happenings.clear()}>
          Clear
        </button>
      </Heading>
      <div class="filters">
        <TextField
          label="Filter"

          value={words}
          onValue={setWords}
          placeholder="path, function, status, id"
        />
        <Check label="Only what failed" value={onlyBad} onValue={setOnlyBad} />
      </div>
      {lost > 0 && <p class="note">{lost} more came faster than they could be shown.</p>}
      {shown.length === 0 ? (
        <Empty title={entries.length === 0 ? "Nothing has happened since you opened this page" : "Nothing matches"}>
          {entries.length === 0 && "Requests of the API, events, alarms and mail appear here as they come."}
        </Empty>
      ) : (
        <ol class="entries">
          {shown.map((entry) => (
            <Line
              key={entry.key}
              entry={entry}
              isOpen={entry.key === open}
              onToggle={() => setOpen(entry.key === open ? undefined : entry.key)}
            >
              {entry.subject && <TraceView subject={entry.subject} kept={kept} />}
              {entry.more !== undefined && (
                <div class="trace">
                  <Code text={entry.more} label="Notice" />
                </div>
              )}
            </Line>
          ))}
        </ol>
      )}
    </>
  );
}

function Line(props: { entry: Entry; isOpen: boolean; onToggle: () => void; children: ComponentChildren }) {
  const { entry, isOpen, onToggle, children } = props;
  const { time, what, text, detail, tone, outcome, isCold, subject, more } = entry;
  const cells = (
    <>
      <time>{timeOf(time)}</time>
      <span class="what">{what}</span>
      <span class="text">
        {text} {detail && <small>{detail}</small>}
      </span>
      <span class="marks">
        {isCold && <span class="badge cold">cold</span>}
        {outcome && <span class={`badge ${tone}`}>{outcome}</span>}
      </span>
      <span class="took">{tookOf(entry)}</span>
    </>
  );
  if (!subject && more === undefined) return <li class="entry plain">{cells}</li>;
  return (
    <li class={isOpen ? "open" : undefined}>
      <button type="button" class="entry" aria-expanded={isOpen} onClick={onToggle}>
        {cells}
      </button>
      {isOpen && children}
    </li>
  );
}
