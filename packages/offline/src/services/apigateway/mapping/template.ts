import { Compile, parse } from "velocityjs";
import { Unmapped } from "./unmapped";

/** A mapping template in the Velocity Template Language. */
export class MappingTemplate {
  /** What there is to do; undefined where the template is a text and nothing more. */
  private readonly steps: ReturnType<typeof parse> | undefined;

  /** @throws Unmapped for a template that cannot be read */
  constructor(private readonly source: string) {
    this.steps = /[$#]/.test(source) ? stepsOf(source) : undefined;
  }

  /**
   * What the template makes of its variables. Unknown ones are empty.
   *
   * @throws Error for what the template does and its variables cannot
   */
  render(variables: () => Record<string, unknown>): string {
    if (!this.steps) return this.source;
    return new Compile(this.steps, { customMethodHandlers }).render(variables(), {}, true);
  }
}

function stepsOf(source: string): ReturnType<typeof parse> {
  try {
    return parse(source);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Unmapped(`template ${source.trim().slice(0, 60)} (${why})`);
  }
}

/** What is asked of a value by a method. */
interface MethodCall {
  property: string;
  context: unknown;
  params: unknown[];
}

/** Methods of Java's texts and lists that JavaScript's do not have, or have otherwise. */
const methods: Readonly<Record<string, (of: string | unknown[], ...parameters: unknown[]) => unknown>> = {
  contains: (of, other) => (Array.isArray(of) ? of.includes(other) : of.includes(String(other))),
  equals: (of, other) => of === other,
  equalsIgnoreCase: (of, other) => String(of).toLowerCase() === String(other).toLowerCase(),
  isEmpty: (of) => of.length === 0,
  length: (of) => of.length,
  matches: (of, pattern) => new RegExp(`^(?:${String(pattern)})$`).test(String(of)),
  replaceAll: (of, pattern, by) => String(of).replace(new RegExp(String(pattern), "g"), String(by)),
};

const isTextOrList = (value: unknown): value is string | unknown[] => typeof value === "string" || Array.isArray(value);

const customMethodHandlers = [
  {
    uid: "of texts and lists",
    match: ({ property, context }: MethodCall) => isTextOrList(context) && Object.hasOwn(methods, property),
    resolve: ({ property, context, params }: MethodCall) =>
      isTextOrList(context) ? methods[property]?.(context, ...params) : undefined,
  },
];
