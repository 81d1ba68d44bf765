import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { hasCode, UserError } from "../errors";
import { isRecord } from "../is-record";

/** A Pulumi project on one stack, with its configuration as Pulumi's engine would hand it over. */
export interface Project {
  name: string;
  stack: string;
  /** Folder of `Pulumi.yaml`. */
  folder: string;
  /** The program as `Pulumi.yaml` names it: a file or a folder, absolute. */
  main: string;
  /** Path of the TypeScript configuration, absolute. */
  tsconfig: string;
  /** The `node_modules` folder that the program's packages come from. */
  packages: string;
  /** Configuration by full key (`namespace:key`); structured values are JSON text. */
  config: Record<string, string>;
  /** Keys whose values are secret. */
  secretKeys: string[];
}

type Yaml = Record<string, unknown>;

/**
 * Reads `Pulumi.yaml` of a folder, and `Pulumi.<stack>.yaml` there or in its `stackConfigDir`.
 *
 * @param wanted the stack; undefined takes `localstack`, or the only one that has a file, or else `dev`. Where no stack has a
 *   file, its configuration is what `pulumi new` proposes for the project's template
 * @param overrides configuration that wins over the files'
 * @throws UserError if there is no project, no such stack, or an encrypted value without an override
 */
export function readProject(folder: string, wanted: string | undefined, overrides: Record<string, string>): Project {
  const file = join(folder, "Pulumi.yaml");
  if (!existsSync(file)) throw new UserError(`no Pulumi program in ${folder}: it has no Pulumi.yaml`);
  const project = readYaml(file);
  const { name, main = ".", runtime } = project;
  if (typeof name !== "string" || typeof main !== "string") throw new UserError(`${file} names no project`);
  const options = isRecord(runtime) && isRecord(runtime.options) ? runtime.options : {};
  const runtimeName = isRecord(runtime) ? runtime.name : runtime;
  if (runtimeName !== "nodejs")
    throw new UserError(`${file}: only programs with runtime nodejs run here, not ${String(runtimeName)}`);

  const stackFiles = stackFolder(folder, project);
  const stack = wanted ?? defaultStack(stackFiles);
  const given = stackConfig(stackFiles, stack, name) ?? templateDefaults(project, name);
  const settings = { ...projectDefaults(project, name), ...given };
  for (const [key, value] of Object.entries(overrides))
    settings[fullKey(key, name)] = { text: value, secret: settings[fullKey(key, name)]?.secret };
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  if (AWS_REGION === undefined && AWS_DEFAULT_REGION === undefined)
    settings[regionKey] ??= { text: regionOfTemplate(project) ?? usualRegion };
  const entries = Object.entries(settings).map(([key, { text }]) => [key, text ?? encrypted(key, stack)] as const);
  return {
    name,
    stack,
    folder,
    main: join(folder, main),
    packages: packagesOf(folder),
    tsconfig: join(folder, typeof options.tsconfig === "string" ? options.tsconfig : "tsconfig.json"),
    config: Object.fromEntries(entries),
    secretKeys: Object.keys(settings).filter((key) => settings[key]?.secret),
  };
}

function packagesOf(folder: string): string {
  // Pulumi's language host looks for its packages in `node_modules` (pulumi/pulumi#3586), and so does its serializer.
  if (pluggedIn(folder))
    throw new UserError(
      `Pulumi does not find packages by Yarn's Plug'n'Play: put \`nodeLinker: node-modules\` into .yarnrc.yml, and run yarn install`,
    );
  try {
    return resolve(createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/package.json"), "../../..");
  } catch (error) {
    if (hasCode(error, "MODULE_NOT_FOUND"))
      throw new UserError(`the program's packages are not installed; run: npm ci --prefix ${folder}`);
    throw error;
  }
}

/** Whether packages are found by a file that Yarn writes into a folder above, and not in `node_modules`. */
function pluggedIn(folder: string): boolean {
  for (let above = resolve(folder); ; above = dirname(above)) {
    if (existsSync(join(above, "node_modules", "@pulumi", "pulumi"))) return false;
    if (existsSync(join(above, ".pnp.cjs"))) return true;
    if (above === dirname(above)) return false;
  }
}

/** `text` is undefined where only Pulumi, with its passphrase, can read the value. */
interface Setting {
  text?: string;
  secret?: boolean;
}

function encrypted(key: string, stack: string): never {
  throw new UserError(`${key} of stack ${stack} is encrypted and cannot be read here; give a value: --config ${key}=…`);
}

function readYaml(file: string): Yaml {
  try {
    const document: unknown = parse(readFileSync(file, "utf8"));
    if (document === null) return {};
    if (isRecord(document)) return document;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UserError(`${file} is not YAML: ${error.message}`);
  }
  throw new UserError(`${file} is not a YAML map`);
}

const fullKey = (key: string, project: string): string => (key.includes(":") ? key : `${project}:${key}`);

const toText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** `config:` of Pulumi.yaml: plain values, or declarations with `default` or `value`. */
function projectDefaults(project: Yaml, name: string): Record<string, Setting> {
  const settings: Record<string, Setting> = {};
  for (const [key, declared] of Object.entries(isRecord(project.config) ? project.config : {})) {
    const isDeclaration = isRecord(declared) && ["type", "default", "value", "secret"].some((word) => word in declared);
    const value = isDeclaration ? (declared.value ?? declared.default) : declared;
    if (value !== undefined)
      settings[fullKey(key, name)] = { text: toText(value), secret: isDeclaration && declared.secret === true };
  }
  return settings;
}

const regionKey = "aws:region";

/** Where programs are that say nowhere: nothing of AWS is anywhere in particular here, and programs need some region. */
const usualRegion = "us-east-1";

/** What `pulumi new` proposes to who makes a stack of a template: members are `default` and `secret`. */
function configOfTemplate({ template }: Yaml): [string, Yaml][] {
  const { config } = isRecord(template) ? template : {};
  return Object.entries(isRecord(config) ? config : {}).flatMap(([key, declared]): [string, Yaml][] =>
    isRecord(declared) && declared.default !== undefined ? [[key, declared]] : [],
  );
}

const regionOfTemplate = (project: Yaml): string | undefined => {
  const [, region] = configOfTemplate(project).find(([key]) => key === regionKey) ?? [];
  return region && toText(region.default);
};

/** The region is none of it: what the shell says comes before that. */
const templateDefaults = (project: Yaml, name: string): Record<string, Setting> =>
  Object.fromEntries(
    configOfTemplate(project)
      .filter(([key]) => key !== regionKey)
      .map(([key, declared]) => [
        fullKey(key, name),
        { text: toText(declared.default), secret: declared.secret === true },
      ]),
  );

/** Where the files of the stacks are: `stackConfigDir`, which was a text as `config` before. */
function stackFolder(folder: string, { stackConfigDir, config }: Yaml): string {
  const named = [stackConfigDir, config].find((one) => typeof one === "string");
  return typeof named === "string" ? join(folder, named) : folder;
}

const stacksIn = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : []).flatMap((entry) => /^Pulumi\.(.+)\.yaml$/.exec(entry)?.[1] ?? []);

function defaultStack(folder: string): string {
  const stacks = stacksIn(folder);
  if (stacks.includes("localstack")) return "localstack";
  const [only = "dev", ...others] = stacks;
  if (others.length === 0) return only;
  throw new UserError(`${folder} has the stacks ${stacks.join(", ")}; choose one with --stack`);
}

/** Undefined if no stack has a file. */
function stackConfig(folder: string, stack: string, name: string): Record<string, Setting> | undefined {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    const stacks = stacksIn(folder);
    // As `pulumi stack init` makes one. Beside others a name is rather mistyped.
    if (stacks.length === 0) return undefined;
    throw new UserError(`no stack ${stack}: ${file} does not exist; there is ${stacks.join(", ")}`);
  }
  const { config } = readYaml(file);
  const entries = Object.entries(isRecord(config) ? config : {});
  return Object.fromEntries(entries.map(([key, value]) => [fullKey(key, name), setting(value)]));
}

function setting(value: unknown): Setting {
  if (isRecord(value) && "secure" in value) return { secret: true };
  const text = toText(value);
  return /"secure":"/.test(text) ? { secret: true } : { text };
}
