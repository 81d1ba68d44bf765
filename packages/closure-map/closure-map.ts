import { relative, sep } from "node:path";
import { encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import { LoadedScripts, type Script, type SerializerHooks } from "./loaded-scripts";
import { Places } from "./places";

/** A source map (https://tc39.es/ecma426/) without the contents of its sources. */
export interface SourceMap {
  version: 3;
  /** Paths relative to the program's folder, with forward slashes. */
  sources: string[];
  names: string[];
  mappings: string;
}

/** A function's own text among what Pulumi's serializer writes around it. */
const functionText = /^return ([^]*?);\n\n {4}}\n {2}}\)\.apply\(/gm;

/** What the serializer puts before the parameters of a function that is no arrow function: its name becomes a comment. */
const renamed = /^(?:async )?function\*? (?:\/\*(.+?)\*\/)?(?=\()/;

/** A place in a text; lines and columns count from 0. */
interface Position {
  line: number;
  column: number;
}

/** A map that was made, and what it follows from. */
interface Made {
  map: SourceMap;
  /** The texts of the closure's functions, as they were looked for. */
  functions: string[];
  /** The scripts in which one of them was found. */
  found: Set<Script>;
  /** All that there were. */
  scripts: readonly Script[];
}

/** Closures whose maps are kept: many more than a program has. */
const mostKept = 200;

/** Makes source maps of the closures that Pulumi has serialized out of one program. */
export class ClosureMaps {
  private places = new Places([]);
  /** By the closures' texts; those that were asked for last come last. */
  private readonly made = new Map<string, Made>();

  private constructor(
    private readonly folder: string,
    private readonly loaded: LoadedScripts,
  ) {}

  /**
   * @param folder the program's, absolute: functions out of files in it are mapped, apart from those of packages
   * @param hooks those of the `@pulumi/pulumi` that serializes: its module `runtime/closure/v8Hooks`
   */
  static async of(folder: string, hooks: SerializerHooks): Promise<ClosureMaps> {
    return new ClosureMaps(folder, new LoadedScripts(folder, hooks, await hooks.getSessionAsync()));
  }

  /**
   * Says where the functions of a serialized closure stand in the files of the program. A function whose text occurs
   * elsewhere as well, or that the serializer had to change, is in no map: none is better than a wrong one.
   *
   * @param text what `pulumi.runtime.serializeFunction` returns
   * @returns the map; with no sources if nothing is known of any function
   */
  mapOf(text: string): SourceMap {
    const scripts = this.loaded.all();
    const known = this.made.get(text);
    const made = known && holds(known, scripts) ? { ...known, scripts } : this.make(text, scripts);
    this.made.delete(text);
    this.made.set(text, made);
    for (const oldest of this.made.keys()) if (this.made.size > mostKept) this.made.delete(oldest);
    return made.map;
  }

  private make(text: string, scripts: readonly Script[]): Made {
    if (scripts !== this.places.scripts) this.places = new Places(scripts);
    const functions: string[] = [];
    const found = new Set<Script>();
    const sources: string[] = [];
    const lines: SourceMapSegment[][] = [];
    for (const { index, 0: whole, 1: code = "" } of text.matchAll(functionText)) {
      const [head, name = ""] = renamed.exec(code) ?? [""];
      const own = code.slice(head.length);
      const places = this.places.of(name + own);
      functions.push(name + own);
      for (const { script } of places) found.add(script);
      const [place, ...others] = places;
      if (!place || others.length > 0) continue;
      const source = relative(this.folder, place.script.file).replaceAll(sep, "/");
      if (!sources.includes(source)) sources.push(source);
      const from = positionOf(place.script.code, place.at + name.length);
      const to = positionOf(text, index + whole.indexOf(code) + head.length);
      copy(place.script, from, own, lines, to, sources.indexOf(source));
    }
    // Node.js reads the end of a function right only if something follows it, as the serializer's next line does.
    lines.push([]);
    const mappings = encode(Array.from(lines, (line) => line ?? []));
    return { map: { version: 3, sources, names: [], mappings }, functions, found, scripts };
  }
}

/** Whether a map would be made again as it is: its functions stand where they stood, and nowhere else. */
function holds({ found, functions, scripts: before }: Made, scripts: readonly Script[]): boolean {
  if (scripts === before) return true;
  const others = new Set(before);
  const come = scripts.filter((script) => !others.has(script));
  return (
    [...found].every((script) => scripts.includes(script)) &&
    come.every(({ code }) => !functions.some((text) => code.includes(text)))
  );
}

function positionOf(text: string, at: number): Position {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length - 1, column: at - lineStart };
}

/** Copies what a script says of a part of its text to where that part stands now. */
function copy(
  script: Script,
  from: Position,
  part: string,
  lines: SourceMapSegment[][],
  to: Position,
  source: number,
): void {
  part.split("\n").forEach((text, index) => {
    const [start, moved] = index === 0 ? [from.column, to.column - from.column] : [0, 0];
    const end = start + text.length;
    const line: SourceMapSegment[] = [];
    for (const segment of script.mappings[from.line + index] ?? []) {
      const [column] = segment;
      if (segment.length === 1 || column >= end) continue;
      // What begins before the part goes on in it.
      if (column <= start) line.length = 0;
      line.push([Math.max(column, start) + moved, source, segment[2], segment[3]]);
    }
    lines[to.line + index] = line;
  });
  // What follows belongs to no file; without an end the last line of the part would go on in it.
  const last = to.line + part.split("\n").length - 1;
  const lastLine = part.slice(part.lastIndexOf("\n") + 1);
  lines[last]?.push([(last === to.line ? to.column : 0) + lastLine.length]);
}
