import type { StoreFolder } from "../../storage/store-folder";
import { type Graph, ofType, optionalText, text } from "../../graph/graph";
import { AwsError } from "../../protocol/service";
import { membersOf } from "../../is-record";

/** A parameter of the store; a SecureString's value is kept as it was given, in a file that only its owner reads. */
export interface Parameter {
  name: string;
  type: string;
  value: string;
  version: number;
  /** When it got its value, in milliseconds since the epoch. */
  modified: number;
}

/** What a caller puts. */
export interface NewParameter {
  name: string;
  /** May be missing where a value is replaced. */
  type?: string;
  value: string;
  overwrite: boolean;
}

const types = ["String", "StringList", "SecureString"];

/** Characters of a value (standard tier) and of a name, and the name's levels (https://docs.aws.amazon.com/general/latest/gr/ssm.html). */
const limits = { value: 4096, name: 1011, levels: 15 } as const;

const invalid = (message: string): AwsError => new AwsError("ValidationException", message);

/** The parameters that the program declares, and above them those that callers put; these are on disk before they are answered. */
export class Parameters {
  private readonly declared: Map<string, Parameter>;
  private stored: ReadonlyMap<string, Parameter>;

  constructor(
    graph: Graph,
    private readonly data: Pick<StoreFolder, "load" | "save">,
    private readonly now: () => number,
  ) {
    const declared = ofType(graph, "aws:ssm/parameter:Parameter").map(({ inputs }) => ({
      name: text(inputs, "name"),
      type: text(inputs, "type"),
      value: optionalText(inputs, "value") ?? optionalText(inputs, "insecureValue") ?? "",
      version: 1,
      modified: now(),
    }));
    const stored = data.load("ssm", isParameters) ?? [];
    this.declared = new Map(declared.map((parameter) => [parameter.name, parameter]));
    this.stored = new Map(stored.map((parameter) => [parameter.name, parameter]));
  }

  find(name: string): Parameter | undefined {
    return this.stored.get(name) ?? this.declared.get(name);
  }

  /** @throws AwsError for what AWS refuses */
  put(given: NewParameter): Parameter {
    const known = this.find(given.name);
    check(given, known);
    const parameter = {
      name: given.name,
      type: given.type ?? known?.type ?? "",
      value: given.value,
      version: (known?.version ?? 0) + 1,
      modified: this.now(),
    };
    this.keep(new Map(this.stored).set(given.name, parameter));
    return parameter;
  }

  /** @throws AwsError if there is no such parameter, or the program declares it: then it would come back */
  delete(name: string): void {
    if (this.declared.has(name)) {
      throw new AwsError("NotImplemented", `the program declares ${name}: it is gone once the program drops it`, 501);
    }
    const left = new Map(this.stored);
    if (!left.delete(name)) throw new AwsError("ParameterNotFound", `Parameter ${name} not found.`);
    this.keep(left);
  }

  /** What the disk refuses does not become true. */
  private keep(stored: ReadonlyMap<string, Parameter>): void {
    this.data.save("ssm", [...stored.values()]);
    this.stored = stored;
  }
}

const isParameters = (value: unknown): value is Parameter[] => Array.isArray(value) && value.every(isParameter);

const isParameter = (value: unknown): value is Parameter => {
  const { name, type, value: text, version, modified } = membersOf(value);
  const texts = [name, type, text].every((one) => typeof one === "string");
  return texts && Number.isInteger(version) && typeof modified === "number";
};

function check({ name, type, value, overwrite }: NewParameter, known: Parameter | undefined): void {
  checkName(name);
  if (type === undefined && !known) throw invalid("A parameter type is required when you create a parameter.");
  if (type !== undefined && !types.includes(type)) {
    throw invalid(`Value '${type}' at 'type' failed to satisfy constraint: Member must be one of ${types.join(", ")}`);
  }
  if (known && !overwrite) {
    const remedy = "To overwrite this value, set the overwrite option in the request to true.";
    throw new AwsError("ParameterAlreadyExists", `The parameter already exists. ${remedy}`);
  }
  if (known && type !== undefined && type !== known.type) {
    throw new AwsError("HierarchyTypeMismatchException", `The type of ${name} cannot be changed from ${known.type}`);
  }
  if (value.length === 0) throw invalid("Value '' at 'value' failed to satisfy constraint: it must not be empty");
  if (value.length > limits.value) {
    throw invalid(`Standard tier parameters support a maximum parameter value of ${limits.value} characters.`);
  }
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html#sysman-parameter-name-constraints */
function checkName(name: string): void {
  const isPath = name.includes("/");
  if (isPath && !name.startsWith("/")) throw invalid("Parameter name must be a fully qualified name.");
  if (/^\/?(aws|ssm)/i.test(name)) throw invalid(`Parameter name ${name} begins with aws or ssm, which are reserved`);
  const isTooDeep = name.split("/").length - 1 > limits.levels;
  if (!/^\/?[\w.-]+(\/[\w.-]+)*$/.test(name) || name.length > limits.name || isTooDeep) {
    throw invalid(
      `Parameter name ${name} is not made of letters, digits and .-_ in at most ${limits.levels} levels that / divides`,
    );
  }
}
