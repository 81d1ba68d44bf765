import type { Happening } from "../../protocol/activity";
import { entry, printableJson } from "../printable";
import { type NameOf, type Piece, piecesOf } from "./lines";
import { RequestRecords } from "./request-records";
import { styled } from "./style";

export interface ConsoleOptions {
  /** Lines for people, or an object of JSON on each. */
  format: "text" | "json";
  /** Whether only what is wrong is told. */
  isQuiet: boolean;
  hasColours: boolean;
  /** Prints lines. */
  write: (lines: string) => void;
}

/** So long something waits to be printed, in milliseconds: nobody sees that. */
const patience = 20;

/** Prints what happens in a host. */
export class Console {
  /** What functions are called: by their physical names, until the program is known. */
  nameOf: NameOf = (name) => name;
  private untold: Happening[] = [];
  private readonly records = new RequestRecords();

  constructor(private readonly options: ConsoleOptions) {}

  /**
   * Has something printed that happened, together with what happens meanwhile: under load a write for each request would
   * take longer than many a request itself.
   */
  show(happening: Happening): void {
    if (this.untold.push(happening) === 1) setTimeout(() => this.flush(), patience);
  }

  /** Prints what waits. */
  flush(): void {
    const lines = this.untold.splice(0).flatMap((happening) => this.linesOf(happening));
    if (lines.length > 0) this.options.write(lines.join("\n"));
  }

  private linesOf(happening: Happening): string[] {
    const { nameOf } = this;
    const { format, isQuiet } = this.options;
    if (format === "json") return isQuiet && !isWrong(happening) ? [] : [jsonOf(happening, nameOf)];
    return this.records.take(happening).flatMap((one) => {
      const pieces = isQuiet && !isWrong(one) ? undefined : piecesOf(one, nameOf);
      return pieces ? [this.lineOf({ text: timeOf(one.time), style: "dim" }, ...pieces)] : [];
    });
  }

  private lineOf(...pieces: Piece[]): string {
    const { hasColours } = this.options;
    return pieces.map(({ text, style }) => (hasColours && style ? styled(entry(text), style) : entry(text))).join("  ");
  }
}

/** Whether something is an error, or a warning. */
function isWrong(happening: Happening): boolean {
  switch (happening.kind) {
    case "request":
      return happening.status >= 500;
    case "invocation":
      return happening.error !== undefined;
    case "log":
      return ["warn", "error", "fatal"].includes(happening.level);
    case "alarm":
      return happening.to === "ALARM";
    case "notice":
      return true;
    case "delivery":
    case "mail":
    case "call":
    case "reload":
      return false;
  }
}

const jsonOf = ({ time, ...rest }: Happening, nameOf: NameOf): string =>
  printableJson({
    time: new Date(time).toISOString(),
    ...rest,
    ...("functionName" in rest && rest.functionName !== undefined && { function: nameOf(rest.functionName) }),
  });

/** The second that was told last, since the epoch, and its time of day. */
let told = { second: NaN, text: "" };

/** The local time of day, to the second. */
function timeOf(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== told.second) told = { second, text: new Date(time).toTimeString().slice(0, 8) };
  return told.text;
}
