import { timeOf } from "../shell/format";
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
  return (
    <ol class="log" aria-label="Log">
      {lines.map((line, index) => (
        <li key={`${line.time} ${index}`} class={line.level.toLowerCase()}>
          <time>{timeOf(line.time)}</time>
          <span class="level">{line.level.toLowerCase()}</span>
          {showsFunction && (
            <a class="function" href={href("logs", line.functionName, line.invocationId ?? "")}>
              {line.functionName}
            </a>
          )}
          <span class="text">{line.text}</span>
        </li>
      ))}
    </ol>
  );
}
