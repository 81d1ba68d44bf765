import { ClosureKeys, type Parse } from "./closure-key";
import { type HooksModule, Inspector, type Location } from "./inspector";
import { KnownObjects } from "./known-objects";

/** The parts of Pulumi's serializer that are replaced: what it imports by these names, it calls by them. */
interface V8Module {
  getFunctionLocationAsync?: (func: object) => Promise<Location>;
  lookupCapturedVariableValueAsync?: (func: object, name: string, isRequired: boolean) => Promise<unknown>;
}
interface ParserModule {
  parseFunction?: Parse;
}
interface RuntimeModule {
  serializeFunction?: Serialize;
}

/** Of `SerializeFunctionArgs`, what decides about the text. */
interface SerializeArgs {
  exportName?: string;
  serialize?: (value: unknown) => boolean;
  isFactoryFunction?: boolean;
  allowSecrets?: boolean;
}
type Serialize = (func: object, args?: SerializeArgs) => Promise<object>;

/**
 * Has Pulumi's serializer do everything once. By itself it parses a function each time that one captures it, and asks the
 * inspector six times for each variable: of a program with fifty closures, most of the time that it takes to run. And a
 * closure that is what it was in the run before has the text that it had.
 *
 * A variable that changes between two closures which capture it has one value for both: by itself the serializer reads
 * each whenever it gets there, which no program can rely on.
 */
export class SerializerMemory {
  private readonly parsed = new Remembered<unknown>();
  private readonly serialized = new Remembered<Promise<object>>();
  private readonly inspector: Promise<Inspector> | undefined;
  private readonly known: KnownObjects;

  /** @param fromProgram resolves packages as the program does: a version of Pulumi that is built otherwise is left as it is */
  constructor(fromProgram: NodeJS.Require) {
    const closure = (name: string): string => `@pulumi/pulumi/runtime/closure/${name}`;
    this.known = new KnownObjects(fromProgram.cache);
    const v8: V8Module = fromProgram(closure("v8"));
    const parser: ParserModule = fromProgram(closure("parseFunction"));
    const runtime: RuntimeModule = fromProgram("@pulumi/pulumi/runtime");
    const { parseFunction } = parser;
    if (!parseFunction) return;
    const parse: Parse = (text) => this.parsed.of(text, () => parseFunction(text));
    parser.parseFunction = parse;
    if (!v8.getFunctionLocationAsync || !v8.lookupCapturedVariableValueAsync) return;
    const hooks: HooksModule = fromProgram(closure("v8Hooks"));
    const inspector = Inspector.open(hooks);
    this.inspector = inspector;
    v8.getFunctionLocationAsync = async (func) => (await inspector).locationOf(func);
    v8.lookupCapturedVariableValueAsync = async (func, name, isRequired) => {
      const variable = (await inspector).variableOf(func, name);
      if (!variable && isRequired) throw new Error(`Unexpected missing variable in closure environment: ${name}`);
      return variable?.value;
    };
    const { serializeFunction } = runtime;
    if (!serializeFunction || !Object.getOwnPropertyDescriptor(runtime, "serializeFunction")?.writable) return;
    const keys = inspector.then((one) => new ClosureKeys(one, this.known, parse));
    runtime.serializeFunction = async (func, args = {}) => this.serialize(await keys, func, args, serializeFunction);
  }

  /**
   * A run is over: lets its functions go, and, if it went well, what neither it nor the one before has used. (One that
   * failed may have used little.)
   */
  async endRun(isWell: boolean): Promise<void> {
    if (isWell) for (const remembered of [this.parsed, this.serialized]) remembered.endRun();
    (await this.inspector)?.letGo();
  }

  private async serialize(
    keys: ClosureKeys,
    func: object,
    args: SerializeArgs,
    serializeFunction: Serialize,
  ): Promise<object> {
    const { exportName, isFactoryFunction, allowSecrets, serialize } = args;
    if (serialize && !takesAll.test(String(serialize))) return serializeFunction(func, args);
    this.known.renew();
    const key = await keys.keyOf(func);
    if (key === undefined) return serializeFunction(func, args);
    const whole = JSON.stringify([key, exportName, isFactoryFunction, allowSecrets]);
    try {
      return { ...(await this.serialized.of(whole, () => serializeFunction(func, args))) };
    } catch (error) {
      // It is told again, of the place where it then stands.
      this.serialized.forget(whole);
      throw error;
    }
  }
}

/** What Pulumi's own callers say: that everything is to be serialized. */
const takesAll = /^\(?\w+\)? => true$/;

/** What has been made of keys, in this run of a program or the one before. */
class Remembered<Value> {
  private now = new Map<string, Value>();
  private before = new Map<string, Value>();

  of(key: string, make: () => Value): Value {
    const now = this.now.get(key);
    if (now !== undefined) return now;
    const value = this.before.get(key) ?? make();
    this.now.set(key, value);
    return value;
  }

  forget(key: string): void {
    this.now.delete(key);
  }

  /** Forgets what has not been asked for since the last time. */
  endRun(): void {
    this.before = this.now;
    this.now = new Map();
  }
}
