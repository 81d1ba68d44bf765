import type { Runtime, Session } from "node:inspector";
import { findSourceMap } from "node:module";
import { createContext } from "node:vm";
import { membersOf } from "../is-record";

/** What V8 knows of a function. */
interface Inspected {
  location: Location;
  /** From the innermost to the outermost. These are V8's own objects: they have no methods and cannot be iterated. */
  scopes: ArrayLike<{ object?: Record<string, unknown> }>;
}

/** Where a function was written; lines and columns count from 0. */
export interface Location {
  file: string;
  line: number;
  column: number;
}

/** What Pulumi's serializer knows of V8 (`runtime/closure/v8Hooks.ts` of @pulumi/pulumi). */
export interface HooksModule {
  /** Its session with V8's inspector, which belongs to this thread. */
  getSessionAsync(): Promise<Session>;
  getScriptUrl(scriptId: string): string | undefined;
}

/** Objects that the inspector hands out are held until their group is let go. */
const objectGroup = "offline";

/** Asks V8's inspector for functions, each once. */
export class Inspector {
  private known = new WeakMap<object, Inspected>();

  private constructor(
    private readonly hooks: HooksModule,
    private readonly session: Session,
    private readonly context: Context,
  ) {}

  static async open(hooks: HooksModule): Promise<Inspector> {
    const session = await hooks.getSessionAsync();
    return new Inspector(hooks, session, contextOf(session));
  }

  /** Where a function was written. */
  locationOf(func: object): Location {
    return this.inspect(func).location;
  }

  /** The value of a variable that a function sees, as it was when the function was first asked for; undefined without one. */
  variableOf(func: object, name: string): { value: unknown } | undefined {
    const { scopes } = this.inspect(func);
    for (let index = 0; index < scopes.length; index++) {
      const object = scopes[index]?.object;
      if (object && name in object) return { value: object[name] };
    }
    return undefined;
  }

  /** Lets go of all functions. */
  letGo(): void {
    this.known = new WeakMap();
    this.session.post("Runtime.releaseObjectGroup", { objectGroup });
  }

  private inspect(func: object): Inspected {
    const known = this.known.get(func) ?? this.ask(func);
    this.known.set(func, known);
    return known;
  }

  /** The inspector tells of a function's scopes, and by calling a function on them they come into this process. */
  private ask(func: object): Inspected {
    const { context, session } = this;
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
    return { location: this.placeOf(property("[[FunctionLocation]]")?.value), scopes: isScopes(held) ? held : [] };
  }

  private placeOf(location: unknown): Location {
    const { scriptId, lineNumber, columnNumber } = membersOf(location);
    const [line, column] = [Number(lineNumber ?? 0), Number(columnNumber ?? 0)];
    return originalOf({ file: this.hooks.getScriptUrl(String(scriptId)) ?? "", line, column });
  }
}

/** Where a place was written: what cannot be serialized is told by it. Known where errors carry stacks. */
function originalOf(place: Location): Location {
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

function contextOf(session: Session): Context {
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
