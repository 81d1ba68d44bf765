import { useContext, useEffect, useState } from "preact/hooks";
import type { ListedResource } from "../../src/services/page-answers";
import { Heading, Select, TextField } from "../shell/controls";
import { useAction } from "../shell/asking";
import { Empty, FailureNote } from "../shell/feedback";
import { happenings, useHappenings } from "../shell/happenings";
import { NamesContext } from "../shell/names";
import { href } from "../shell/route";
import { earlierLines } from "./earlier";
import { type LogLine, LogLines } from "./lines";

const levels = ["debug", "info", "warn", "error"] as const;
type Level = (typeof levels)[number];

/** How much a level matters; what has none that is known matters as much as it can. */
const weightOf = (level: string): number => {
  const index = levels.findIndex((one) => one === level.toLowerCase());
  return index < 0 ? levels.length : index;
};

const mostShown = 1000;

/** What functions log, as they do; by function, invocation, level and words. */
export function Logs({ functions, chosen }: { functions: ListedResource[]; chosen: readonly [string, string] }) {
  const [functionName, invocationId] = chosen;
  const [isPaused, setPaused] = useState(false);
  const [level, setLevel] = useState<Level>("debug");
  const [words, setWords] = useState("");
  const [earlier, setEarlier] = useState<LogLine[]>([]);
  const { isBusy, failure, run } = useAction();
  const { log } = useHappenings(isPaused);
  useEffect(() => setEarlier([]), [functionName]);
  const since = log[0]?.time ?? Infinity;
  const all = [...earlier.filter(({ time }) => time < since), ...log];
  const sought = words.toLowerCase();
  const shown = all
    .filter(
      (line) =>
        (functionName === "" || line.functionName === functionName) &&
        (invocationId === "" || line.invocationId === invocationId) &&
        (weightOf(line.level) >= weightOf(level) || line.level.toLowerCase() === level) &&
        line.text.toLowerCase().includes(sought),
    )
    .slice(-mostShown)
    .reverse();
  const nameOf = useContext(NamesContext);
  const names = functions.map(({ id }) => ({ value: id, label: nameOf(id) }));
  return (
    <>
      <Heading title="Logs">
        <button type="button" class="quiet" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
          {isPaused ? "Go on" : "Pause"}
        </button>
        <button type="button" class="quiet" onClick={() => happenings.clear()}>
          Clear
        </button>
      </Heading>
      <div class="filters">
        <Select
          label="Function"
          value={functionName}
          options={[{ value: "", label: "all" }, ...names]}
          onValue={(name) => (location.hash = href("logs", name, ""))}
        />
        <Select
          label="Level"
          value={level}
          options={levels.map((value) => ({ value, label: value === "debug" ? "all" : `${value} and worse` }))}
          onValue={setLevel}
        />
        <TextField label="Text" value={words} onValue={setWords} />
        {functionName !== "" && (
          <button
            type="button"
            class="quiet"
            disabled={isBusy}
            onClick={() => run(async () => setEarlier(await earlierLines(functionName)))}
          >
            Show earlier lines
          </button>
        )}
      </div>
      {invocationId !== "" && (
        <p class="note row">
          Of the invocation <code>{invocationId}</code> alone. <a href={href("logs", functionName, "")}>Show all</a>
        </p>
      )}
      {failure && <FailureNote failure={failure} />}
      {shown.length === 0 ? (
        <Empty title={all.length === 0 ? "Nothing has been logged since you opened this page" : "Nothing matches"}>
          {functionName === "" ? "Choose a function to see what it logged before." : undefined}
        </Empty>
      ) : (
        <LogLines lines={shown} showsFunction={true} />
      )}
    </>
  );
}
