import { builtinModules, createRequire } from "node:module";
import { sep } from "node:path";

/** Names that Pulumi's serializer leaves out as well: to look at them warns, or throws. */
const untouchable = new Set(["GLOBAL", "root", "localStorage"]);

/** What Node.js has by itself and cannot be required by its name alone, or not without a warning. */
const unlisted = new Set(["punycode", "sys", "wasi"]);

/**
 * Objects that a closure does not carry with it, as they are what their name says wherever it runs: JavaScript's and
 * Node.js's own, and packages' modules.
 */
export class KnownObjects {
  private readonly names = new Map<unknown, string>();
  private readonly globals = new Set(Object.getOwnPropertyNames(globalThis));
  private readonly packages = new Map<unknown, string>();
  private isFilled = false;
  private loaded = 0;

  /** @param cache Node.js's loaded modules by path */
  constructor(private readonly cache: NodeJS.Dict<NodeModule>) {}

  /** The name of an object; undefined for one that a closure has to carry. */
  nameOf(value: object): string | undefined {
    this.fill();
    return this.names.get(value) ?? this.packages.get(value) ?? this.copyOfModule(value);
  }

  /** What a program has made global, by its names: to the serializer it is as good as JavaScript's own. */
  added(): Map<string, unknown> {
    const names = Object.getOwnPropertyNames(globalThis).filter((name) => !this.globals.has(name));
    return new Map(names.map((name) => [name, Reflect.get(globalThis, name)]));
  }

  /** Takes up the packages that a run of the program has loaded besides. */
  renew(): void {
    const paths = Object.keys(this.cache);
    if (paths.length === this.loaded) return;
    this.loaded = paths.length;
    for (const path of paths) {
      const module = this.cache[path];
      const exports: unknown = module?.exports;
      const isPackage = path.includes(`${sep}node_modules${sep}`) && isObject(exports);
      // What is there at deployment alone is carried by its value.
      if (isPackage && Reflect.get(exports, "deploymentOnlyModule") !== true && !this.packages.has(exports))
        this.packages.set(exports, `module ${path}`);
    }
  }

  /** TypeScript's copy of a built-in module for `import * as`, which the serializer takes for the module. */
  private copyOfModule(value: object): string | undefined {
    if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
    const original: unknown = Object.getOwnPropertyDescriptor(value, "default")?.value;
    const name = isObject(original) ? this.names.get(original) : undefined;
    if (!isObject(original) || !name?.startsWith("module ")) return undefined;
    const others = Object.getOwnPropertyNames(value).filter((one) => one !== "default" && one !== "__esModule");
    return others.every((one) => one in original) ? `copy of ${name}` : undefined;
  }

  private fill(): void {
    if (this.isFilled) return;
    this.isFilled = true;
    for (const [kind, make] of Object.entries(functionKinds)) {
      this.add(Object.getPrototypeOf(make), `prototype of ${kind} functions`);
      if ("prototype" in make)
        this.add(Object.getPrototypeOf(make.prototype), `prototype of what ${kind} functions make`);
    }
    for (let current: unknown = globalThis; isObject(current); current = Object.getPrototypeOf(current))
      for (const name of Object.getOwnPropertyNames(current)) if (!untouchable.has(name)) this.addGlobal(name);
    const load = createRequire(__filename);
    for (const name of builtinModules)
      if (!name.startsWith("_") && !unlisted.has(name)) this.names.set(load(name), `module ${name}`);
  }

  private addGlobal(name: string): void {
    const value: unknown = Reflect.get(globalThis, name);
    if (!isObject(value)) return;
    this.addWithFunctions(value, name);
    this.addWithFunctions(Object.getPrototypeOf(value), `prototype of ${name}`);
    this.addWithFunctions(Reflect.get(value, "prototype"), `${name}.prototype`);
  }

  private addWithFunctions(value: unknown, name: string): void {
    if (!isObject(value) || !this.add(value, name)) return;
    for (const [key, { value: member }] of Object.entries(Object.getOwnPropertyDescriptors(value)))
      if (typeof member === "function") this.addWithFunctions(member, `${name}.${key}`);
  }

  private add(value: unknown, name: string): boolean {
    const isNew = !this.names.has(value);
    if (isNew) this.names.set(value, name);
    return isNew;
  }
}

/** One function of each kind whose prototype has no name. */
const functionKinds = {
  async: async () => undefined,
  generator: function* () {},
  asyncGenerator: async function* () {},
};

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";
