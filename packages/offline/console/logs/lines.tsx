import { useContext } from "preact/hooks";
import { timeOf } from "../shell/format";
import { NamesContext } from "../shell/names";
import { href } from "../shell/route";

/** A line of a log. */
export interface LogLine {
  time: number;
  functionName: string;
  invocationId?: string;
  level: string;
  text: string;
}

/** Lines that functions have logged. */
export function LogLines({ lines, showsFunction }: { lines: readonly LogLine[]; showsFunction: boolean }) {
  const nameOf = useContext(NamesContext);
  return (
    <ol class="log" aria-label="Log">
      {lines.map((line, index) => (
        <li key={`${line.time} ${index}`} class={line.level.toLowerCase()}>
          <time>{timeOf(line.time)}</time>
          <span class="level">{line.level.toLowerCase()}</span>
          {showsFunction && (
            <a class="function" href={href("logs", line.functionName, line.invocationId ?? "")}>
              {nameOf(line.functionName)}
            </a>
          )}
          <span class="text">{line.text}</span>
        </li>
      ))}
    </ol>
  );
}
