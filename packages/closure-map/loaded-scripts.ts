import { existsSync, readFileSync } from "node:fs";
import type { Debugger, Session } from "node:inspector";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decode, type SourceMapMappings } from "@jridgewell/sourcemap-codec";

/** JavaScript that a file of the program was compiled to, as this process runs it. */
export class Script {
  private decoded?: SourceMapMappings;

  /**
   * @param file path of the file, absolute
   * @param source what the file held when it was compiled
   * @param encoded the mappings of its source map
   */
  constructor(
    readonly file: string,
    readonly code: string,
    readonly source: string,
    private readonly encoded: string,
  ) {}

  /** Where the parts of each line come from in the file. */
  get mappings(): SourceMapMappings {
    this.decoded ??= decode(this.encoded);
    return this.decoded;
  }
}

/** What Pulumi's serializer knows of V8 (`runtime/closure/v8Hooks.ts` of @pulumi/pulumi). */
export interface SerializerHooks {
  /** Its session with V8's inspector, which belongs to this thread: each command is answered before `post` returns. */
  getSessionAsync(): Promise<Session>;
  /** The address of a script. V8 numbers scripts as it makes them. */
  getScriptUrl(scriptId: string): string | undefined;
}

/** The comment that ends a script, as compilers write it that keep their output in memory. */
const inlineMap = /\n\/\/# sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,([\w+/=]+)\s*$/;

/**
 * The scripts of a folder that this process has loaded, and that were compiled of its files.
 *
 * V8 knows them: it has the very text that runs, whoever compiled it and with what options, with its map. Pulumi's
 * serializer has asked V8 for all scripts before, which takes too long to be done again.
 */
export class LoadedScripts {
  private readonly byFile = new Map<string, Script>();
  private readonly beginning: string;
  private newest = 0;
  private known: readonly Script[] = [];

  /** @param folder absolute; what it has in `node_modules` is left out */
  constructor(
    folder: string,
    private readonly hooks: SerializerHooks,
    private readonly session: Session,
  ) {
    this.beginning = `${pathToFileURL(folder).href}/`;
  }

  /** All that are loaded; the same list as before, if none has come or become another one. */
  all(): readonly Script[] {
    const newest = this.newestId();
    const found = new Set<string>();
    let isChanged = false;
    for (let id = newest; id > this.newest; id--) {
      const url = this.hooks.getScriptUrl(String(id)) ?? "";
      if (!url.startsWith(this.beginning) || url.includes("/node_modules/")) continue;
      const file = fileURLToPath(url);
      if (found.has(file)) continue;
      const known = this.byFile.get(file);
      const script = this.scriptOf(file, this.codeOf(id), known);
      if (!script) continue;
      found.add(file);
      this.byFile.set(file, script);
      isChanged ||= script !== known;
    }
    this.newest = newest;
    if (isChanged) this.known = [...this.byFile.values()];
    return this.known;
  }

  /**
   * A script, if it was made of what the file now holds. Where a file changes while a process runs there are several
   * scripts of it, and V8 takes up an older one again for a text that it has seen before.
   *
   * @param known the one that was known of that file: if it has not changed, it is still the same
   */
  private scriptOf(file: string, code: string, known: Script | undefined): Script | undefined {
    const script = known?.code === code ? known : compiledTo(file, code);
    return script && existsSync(file) && script.source === readFileSync(file, "utf8") ? script : undefined;
  }

  /** The number of a script that V8 makes now. */
  private newestId(): number {
    let newest = this.newest;
    const note = ({ params }: { params: Debugger.ScriptParsedEventDataType }): void =>
      void (newest = Number(params.scriptId));
    this.session.on("Debugger.scriptParsed", note);
    this.session.post("Runtime.evaluate", { expression: "0" });
    this.session.off("Debugger.scriptParsed", note);
    return newest;
  }

  /** The text of a script; empty for one that nothing holds any more. */
  private codeOf(id: number): string {
    let code = "";
    this.session.post("Debugger.getScriptSource", { scriptId: String(id) }, (error, answer) => {
      if (!error) code = answer.scriptSource;
    });
    return code;
  }
}

/** A script with the map that its compiler has written into it, if it has. */
function compiledTo(file: string, code: string): Script | undefined {
  const [, base64] = inlineMap.exec(code.slice(code.lastIndexOf("\n//# sourceMappingURL="))) ?? [];
  if (base64 === undefined) return undefined;
  const { mappings, sourcesContent } = JSON.parse(Buffer.from(base64, "base64").toString());
  return new Script(file, code, sourcesContent?.[0], mappings);
}
