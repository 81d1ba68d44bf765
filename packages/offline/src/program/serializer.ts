import type { Runtime, Session } from "node:inspector";
import { findSourceMap } from "node:module";
import { createContext } from "node:vm";
import { membersOf } from "../is-record";

/** What Pulumi's serializer knows of a function by V8's inspector (`runtime/closure/v8.ts` of @pulumi/pulumi). */
interface Inspected {
  location: { file: string; line: number; column: number };
  /** From the innermost to the outermost. These are V8's own objects: they have no methods and cannot be iterated. */
  scopes: ArrayLike<{ object?: Record<string, unknown> }>;
}

/** The parts of Pulumi's serializer that are replaced: what it imports by these names, it calls by them. */
interface V8Module {
  getFunctionLocationAsync?: (func: object) => Promise<Inspected["location"]>;
  lookupCapturedVariableValueAsync?: (func: object, name: string, isRequired: boolean) => Promise<unknown>;
}
interface HooksModule {
  getSessionAsync(): Promise<Session>;
  getScriptUrl(scriptId: string): string | undefined;
}
interface ParserModule {
  parseFunction?: (text: string) => unknown;
}

/** Objects that the inspector hands out are held until their group is let go. */
const objectGroup = "offline";

/**
 * Has Pulumi's serializer ask for everything once. By itself it parses a function each time that one captures it, and asks
 * the inspector six times for each variable: of a program with fifty closures, most of the time that it takes to run.
 *
 * A variable that changes between two closures which capture it has one value for both: by itself the serializer reads
 * each whenever it gets there, which no program can rely on.
 */
export class SerializerMemory {
  private readonly inspector: Inspector | undefined;
  private parsed = new Map<string, unknown>();
  private parsedBefore = new Map<string, unknown>();

  /** @param fromProgram resolves packages as the program does: a version of Pulumi that is built otherwise is left as it is */
  constructor(fromProgram: NodeJS.Require) {
    const closure = (name: string): string => `@pulumi/pulumi/runtime/closure/${name}`;
    const v8: V8Module = fromProgram(closure("v8"));
    const parser: ParserModule = fromProgram(closure("parseFunction"));
    const { parseFunction } = parser;
    if (parseFunction) parser.parseFunction = (text) => this.parse(text, parseFunction);
    if (!v8.getFunctionLocationAsync || !v8.lookupCapturedVariableValueAsync) return;
    const inspector = new Inspector(fromProgram(closure("v8Hooks")));
    v8.getFunctionLocationAsync = async (func) => (await inspector.inspect(func)).location;
    v8.lookupCapturedVariableValueAsync = async (func, name, isRequired) => {
      const { scopes } = await inspector.inspect(func);
      for (let index = 0; index < scopes.length; index++) {
        const object = scopes[index]?.object;
        if (object && name in object) return object[name];
      }
      if (isRequired) throw new Error(`Unexpected missing variable in closure environment: ${name}`);
      return undefined;
    };
    this.inspector = inspector;
  }

  /** A run is over: lets its functions go, and what was parsed in the run before and not in this one. */
  async endRun(): Promise<void> {
    this.parsedBefore = this.parsed;
    this.parsed = new Map();
    await this.inspector?.letGo();
  }

  private parse(text: string, parseFunction: (text: string) => unknown): unknown {
    const known = this.parsed.get(text) ?? this.parsedBefore.get(text) ?? parseFunction(text);
    this.parsed.set(text, known);
    return known;
  }
}

/** Asks V8's inspector for functions, each once. */
class Inspector {
  private known = new WeakMap<object, Promise<Inspected>>();
  private context?: Promise<Context>;

  constructor(private readonly hooks: HooksModule) {}

  inspect(func: object): Promise<Inspected> {
    const known = this.known.get(func) ?? this.ask(func);
    this.known.set(func, known);
    return known;
  }

  async letGo(): Promise<void> {
    this.known = new WeakMap();
    (await this.hooks.getSessionAsync()).post("Runtime.releaseObjectGroup", { objectGroup });
  }

  /** The inspector tells of a function's scopes, and by calling a function on them they come into this process. */
  private async ask(func: object): Promise<Inspected> {
    const session = await this.hooks.getSessionAsync();
    const context = await (this.context ??= contextOf(session));
    const { contextId } = context;
    context.held = func;
    const evaluated = answer<Runtime.EvaluateReturnType>((done) =>
      session.post("Runtime.evaluate", { contextId, expression: "held", objectGroup }, done),
    );
    context.held = undefined;
    const { objectId = "" } = evaluated.result;
    const { internalProperties = [] } = answer<Runtime.GetPropertiesReturnType>((done) =>
      session.post("Runtime.getProperties", { objectId, ownProperties: true }, done),
    );
    const property = (name: string) => internalProperties.find((one) => one.name === name)?.value;
    const scopes = property("[[Scopes]]")?.objectId;
    if (scopes !== undefined) {
      const functionDeclaration = "function () { held = this; }";
      session.post("Runtime.callFunctionOn", { objectId: scopes, functionDeclaration, objectGroup });
    }
    const { held } = context;
    context.held = undefined;
    return { location: this.locationOf(property("[[FunctionLocation]]")?.value), scopes: isScopes(held) ? held : [] };
  }

  private locationOf(location: unknown): Inspected["location"] {
    const { scriptId, lineNumber, columnNumber } = membersOf(location);
    const [line, column] = [Number(lineNumber ?? 0), Number(columnNumber ?? 0)];
    return originalOf({ file: this.hooks.getScriptUrl(String(scriptId)) ?? "", line, column });
  }
}

/** Where a place was written: what cannot be serialized is told by it. Known where errors carry stacks. */
function originalOf(place: Inspected["location"]): Inspected["location"] {
  const entry = findSourceMap(place.file)?.findEntry(place.line, place.column);
  if (!entry || !("originalLine" in entry)) return place;
  return { file: entry.originalSource, line: entry.originalLine, column: entry.originalColumn };
}

/** A session within one thread has answered before its `post` returns. */
function answer<Result>(ask: (done: (error: Error | null, result: Result) => void) => void): Result {
  let answered: { error: Error | null; result: Result } | undefined;
  ask((error, result) => (answered = { error, result }));
  if (!answered) throw new Error("V8's inspector does not answer at once, as it does in all versions that are known");
  if (answered.error) throw answered.error;
  return answered.result;
}

/** Where the inspector and this process hand each other objects: the global object of a context of its own. */
interface Context {
  contextId: number;
  held: unknown;
}

async function contextOf(session: Session): Promise<Context> {
  const context: Context = { contextId: 0, held: undefined };
  const note = ({ params }: { params: Runtime.ExecutionContextCreatedEventDataType }): void =>
    void (context.contextId = params.context.id);
  session.post("Runtime.enable");
  session.on("Runtime.executionContextCreated", note);
  createContext(context);
  session.off("Runtime.executionContextCreated", note);
  session.post("Runtime.disable");
  return context;
}

const isScopes = (value: unknown): value is Inspected["scopes"] =>
  typeof value === "object" && value !== null && "length" in value;
