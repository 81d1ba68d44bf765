import { createHash } from "node:crypto";
import { types } from "node:util";
import { membersOf } from "../is-record";
import type { Inspector } from "./inspector";
import type { KnownObjects } from "./known-objects";

/** A use of a captured variable by its members, as in `settings.limits.rate`. */
interface Chain {
  infos: { name: string; invoked: boolean }[];
}

/** What Pulumi's parser says of a function (`runtime/closure/parseFunction.ts` of @pulumi/pulumi). */
interface Parsed {
  usesNonLexicalThis: boolean;
  /** By the names of the variables; no chain where all of a variable is used. */
  capturedVariables: Record<"required" | "optional", ReadonlyMap<string, Chain[] | undefined>>;
}

/** Parses the text of a function: an error, or what is in it. */
export type Parse = (text: string) => unknown;

/** There is something whose part in the text of a closure is not known here. */
class Unknowable extends Error {}

/** Objects of one closure at most: beyond that it is no quicker to know it than to serialize it. */
const mostObjects = 5_000;

/**
 * Tells whether a closure is what it was in an earlier run of the program: by a key of all that Pulumi's serializer looks
 * at when it writes the closure's text. (That is what `runtime/closure/createClosure.ts` of @pulumi/pulumi reads, and
 * nothing less: of an object of which a closure uses some members, those.)
 */
export class ClosureKeys {
  constructor(
    private readonly inspector: Inspector,
    private readonly known: KnownObjects,
    private readonly parse: Parse,
  ) {}

  /** The key of a closure; undefined for one that reaches something of which this cannot tell whether it has changed. */
  async keyOf(func: object): Promise<string | undefined> {
    try {
      return await new Walk(this.inspector, this.known, this.parse).keyOf(func);
    } catch {
      // What cannot be read is reported by the serializer, which has to read it as well.
      return undefined;
    }
  }
}

/** A way through all that one closure reaches. Objects are numbered as they are met: copies are told from the same. */
class Walk {
  private readonly parts: string[] = [];
  private readonly numbers = new Map<object, number>();
  private readonly done = new Set<string>();
  private readonly outputs: OutputLike[] = [];
  /** What the program has made global is as good as JavaScript's own to the serializer, and may be another thing each time. */
  private readonly added: ReadonlyMap<string, unknown>;

  constructor(
    private readonly inspector: Inspector,
    private readonly known: KnownObjects,
    private readonly parse: Parse,
  ) {
    this.added = known.added();
  }

  async keyOf(func: object): Promise<string> {
    for (const [name, value] of this.added) this.parts.push(name, isPrimitive(value) ? literal(value) : "object");
    this.visit(func);
    // What an output holds may have outputs in it.
    for (const output of this.outputs) {
      this.visit(await output.isSecret);
      this.visit(await output.promise());
    }
    return createHash("sha256").update(this.parts.join("\n")).digest("base64");
  }

  /** @param chains which members of it are used; all of it without any */
  private visit(value: unknown, chains: Chain[] = []): void {
    if (typeof value === "object" && value !== null) this.visitObject(value, chains);
    else if (typeof value === "function") this.visitObject(value, []);
    else if (typeof value === "symbol") this.parts.push(nameOfSymbol(value));
    else this.parts.push(typeof value === "string" ? JSON.stringify(value) : literal(value));
  }

  private visitObject(value: object, chains: Chain[]): void {
    const name = this.known.nameOf(value);
    if (name !== undefined) return void this.parts.push(name);
    const number = this.numbers.get(value) ?? this.numbers.size;
    if (number > mostObjects || [...this.added.values()].includes(value)) throw new Unknowable();
    this.numbers.set(value, number);
    const uses = chains.map(({ infos }) => infos.map((info) => `${info.name}${info.invoked ? "()" : ""}`).join("."));
    const step = [`#${number}`, ...uses].join(" ");
    this.parts.push(step);
    if (this.done.has(step)) return;
    this.done.add(step);
    if (isOutput(value)) return void this.outputs.push(value);
    if (types.isProxy(value) || types.isPromise(value) || types.isArgumentsObject(value) || ArrayBuffer.isView(value))
      throw new Unknowable();
    if ("doNotCapture" in value || "captureReplacement" in value) throw new Unknowable();
    if (value instanceof RegExp) this.parts.push(String(value));
    else if (typeof value === "function") this.visitFunction(value);
    else if (Array.isArray(value)) this.visitList(value);
    else if (chains.length === 0 || !this.visitMembers(value, chains)) this.visitWhole(value);
  }

  private visitFunction(func: object): void {
    const text = String(func);
    const { capturedVariables } = this.parsed(text);
    this.parts.push(JSON.stringify(text));
    for (const [name, chains] of capturedVariables.required) this.visitVariable(func, name, chains, true);
    for (const [name, chains] of capturedVariables.optional) this.visitVariable(func, name, chains, false);
    const prototype: unknown = Object.getPrototypeOf(func);
    if (prototype !== Function.prototype) this.visit(prototype);
    for (const key of Reflect.ownKeys(func))
      if (key !== "length" && key !== "name" && !(key === "prototype" && hasUsualPrototype(func)))
        this.visitProperty(func, key);
  }

  private visitVariable(func: object, name: string, chains: Chain[] | undefined, isRequired: boolean): void {
    const variable = this.inspector.variableOf(func, name);
    if (!variable && isRequired) throw new Unknowable();
    this.parts.push(name);
    this.visit(variable?.value, chains);
  }

  private visitList(list: object): void {
    for (const key of Object.getOwnPropertyNames(list)) {
      this.parts.push(key);
      if (key !== "length") this.visit(Object.getOwnPropertyDescriptor(list, key)?.value);
    }
  }

  private visitWhole(value: object): void {
    for (const key of Reflect.ownKeys(value)) if (key !== "__proto__") this.visitProperty(value, key);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype) this.visit(prototype);
  }

  /** @returns false if some member needs the object as a whole, as a method does that uses `this` */
  private visitMembers(value: object, chains: Chain[]): boolean {
    for (const name of new Set(chains.map(({ infos: [first] }) => first?.name ?? ""))) {
      const uses = chains.filter(({ infos: [first] }) => first?.name === name);
      const deeper = uses.map(({ infos }) => ({ infos: infos.slice(1) }));
      const descriptor = descriptorOf(value, name);
      const member: unknown = Reflect.get(value, name);
      this.parts.push(name);
      if (!descriptor) continue;
      this.visitDescriptor(descriptor);
      this.visit(member, deeper.some(({ infos }) => infos.length === 0) ? [] : deeper);
      const isInvoked = uses.some(({ infos: [first] }) => first?.invoked);
      if ((isInvoked && this.usesThis(member)) || this.usesThis(descriptor.get) || this.usesThis(descriptor.set))
        return false;
    }
    return true;
  }

  private visitProperty(owner: object, key: string | symbol): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    this.visit(key);
    if (!descriptor) return;
    this.visitDescriptor(descriptor);
    this.visit(descriptor.value);
  }

  private visitDescriptor({ configurable, enumerable, writable, get, set }: PropertyDescriptor): void {
    this.parts.push(`${configurable} ${enumerable} ${writable}`);
    this.visit(get);
    this.visit(set);
  }

  private usesThis(value: unknown): boolean {
    if (typeof value !== "function" || this.known.nameOf(value) !== undefined) return false;
    return this.parsed(String(value)).usesNonLexicalThis;
  }

  /** A native function cannot be parsed: it is bound to something, or not JavaScript. */
  private parsed(text: string): Parsed {
    const answer = this.parse(text);
    const parsed: unknown = Array.isArray(answer) && !answer[0] ? answer[1] : undefined;
    if (text.includes("[native code]") || !isParsed(parsed)) throw new Unknowable();
    return parsed;
  }
}

/** An Output of Pulumi: a proxy, which has whatever it is asked for. */
interface OutputLike {
  isSecret: Promise<unknown>;
  promise(): Promise<unknown>;
}

const isOutput = (value: object): value is OutputLike => Reflect.get(value, "__pulumiOutput") === true;

const isParsed = (value: unknown): value is Parsed => {
  const { required, optional } = membersOf(membersOf(value).capturedVariables);
  return required instanceof Map && optional instanceof Map;
};

const isPrimitive = (value: unknown): boolean =>
  value === null || (typeof value !== "object" && typeof value !== "function");

const literal = (value: unknown): string => `${typeof value} ${Object.is(value, -0) ? "-0" : String(value)}`;

/** The symbols that are the same in each process. */
const wellKnownSymbols = new Set<unknown>(
  Object.values(Object.getOwnPropertyDescriptors(Symbol)).map(({ value }) => value),
);

function nameOfSymbol(symbol: symbol): string {
  if (!wellKnownSymbols.has(symbol)) throw new Unknowable();
  return String(symbol);
}

function descriptorOf(value: object, name: string): PropertyDescriptor | undefined {
  for (let current: unknown = value; typeof current === "object" && current; current = Object.getPrototypeOf(current)) {
    const descriptor = Object.getOwnPropertyDescriptor(current, name);
    if (descriptor) return descriptor;
  }
  return undefined;
}

/** Whether a function's `prototype` is what each function is made with. */
function hasUsualPrototype(func: object): boolean {
  const prototype: unknown = Object.getOwnPropertyDescriptor(func, "prototype")?.value;
  if (typeof prototype !== "object" || prototype === null) return false;
  return Reflect.get(prototype, "constructor") === func && Reflect.ownKeys(prototype).length === 1;
}
