import { Session } from "node:inspector";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decode, type SourceMapMappings } from "@jridgewell/sourcemap-codec";

/** JavaScript that a file of the program was compiled to, as this process runs it. */
export class Script {
  private decoded?: SourceMapMappings;

  /**
   * @param file path of the file, absolute
   * @param map its source map as JSON, in base64
   */
  constructor(
    readonly file: string,
    readonly code: string,
    private readonly map: string,
  ) {}

  /** Where the parts of each line come from in the file. */
  get mappings(): SourceMapMappings {
    this.decoded ??= decode(JSON.parse(Buffer.from(this.map, "base64").toString()).mappings);
    return this.decoded;
  }
}

/** A map in the comment that ends a script, as compilers write it that keep their output in memory. */
const inlineMap = /^data:application\/json;(?:charset=utf-8;)?base64,(.+)$/;

/**
 * Listens to which scripts of a folder this process loads, and has loaded, that carry a map.
 *
 * V8 tells them: it has the very text that runs, whoever compiled it and with what options. Pulumi's serializer asks it
 * in the same way what closures capture.
 */
export class LoadedScripts {
  private readonly session = new Session();
  private readonly byUrl = new Map<string, { scriptId: string; map: string }>();
  private known?: Script[];

  /** @param folder absolute; what it has in `node_modules` is left out */
  constructor(folder: string) {
    const beginning = `${pathToFileURL(folder).href}/`;
    this.session.on("Debugger.scriptParsed", ({ params: { scriptId, url, sourceMapURL = "" } }) => {
      const [, map] = inlineMap.exec(sourceMapURL) ?? [];
      if (map === undefined || !url.startsWith(beginning) || url.includes("/node_modules/")) return;
      this.byUrl.set(url, { scriptId, map });
      this.known = undefined;
    });
    this.session.connect();
    // Within one thread V8 answers at once: it has told all that is loaded when this returns.
    this.session.post("Debugger.enable");
  }

  /** All scripts that are loaded. */
  all(): readonly Script[] {
    this.known ??= [...this.byUrl].map(
      ([url, { scriptId, map }]) => new Script(fileURLToPath(url), this.codeOf(scriptId), map),
    );
    return this.known;
  }

  private codeOf(scriptId: string): string {
    let code = "";
    this.session.post("Debugger.getScriptSource", { scriptId }, (error, { scriptSource }) => {
      if (error) throw error;
      code = scriptSource;
    });
    return code;
  }
}
