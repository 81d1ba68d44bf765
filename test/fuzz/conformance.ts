import type { Content } from "../../tools/publish/model";
import { type Operation, resolver } from "./document";
import type { Answer, Exchange } from "./exchange";
import { faultsOf, isValid, valueOfText } from "./validity";

/** Something that the API should not have answered. */
export class Violation extends Error {
  /** @param exchanges what led to it, the last one being it */
  constructor(
    message: string,
    readonly exchanges: Exchange[],
  ) {
    super(message);
  }
}

/** Throws where a condition does not hold. */
export function demand(holds: boolean, message: string, ...exchanges: Exchange[]): void {
  if (!holds) throw new Violation(message, exchanges);
}

/** Holds an answer against the document. */
export function demandConformance(operation: Operation, exchange: Exchange): void {
  const faults = faultsOfAnswer(operation, exchange.answer);
  demand(faults.length === 0, faults.join("\n"), exchange);
}

/** Holds a problem against the document, where no operation was meant. */
export function demandProblem(exchange: Exchange, status: number, title: string): void {
  const { answer } = exchange;
  const type = typeOf(answer);
  demand(answer.status === status, `answered ${answer.status} in place of ${status}`, exchange);
  demand(type === "application/problem+json", `a problem came as ${type}`, exchange);
  const faults = faultsOf({ $ref: "#/components/schemas/Problem" }, json(answer));
  demand(faults.length === 0, faults.join("\n"), exchange);
  demand(Object(json(answer)).title === title, `the title is not ${title}`, exchange);
}

/** Of all answers only these tell of a failure that is nobody's fault; 501 and 503 count where they are documented. */
const failures = [500, 502, 504];

function faultsOfAnswer(operation: Operation, answer: Answer): string[] {
  const response = operation.responses[answer.status];
  if (!response) return [`answered ${answer.status}, which is not documented`];
  if (failures.includes(answer.status)) return [`failed with ${answer.status}`];
  const headers = Object.entries(response.headers).flatMap(([name, one]) => {
    const { required = false, schema } = resolver.header(one);
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined) return required ? [`the header ${name} is missing`] : [];
    return isValid(schema, valueOfText(schema, String(value))) ? [] : [`the header ${name} is ${String(value)}`];
  });
  return [...headers, ...faultsOfBody(operation, response.content, answer)];
}

const typeOf = ({ headers }: Answer): string => (headers["content-type"] ?? "").split(";")[0] ?? "";

const json = ({ text }: Answer): unknown => JSON.parse(text);

function faultsOfBody(operation: Operation, content: Record<string, Content> | undefined, answer: Answer): string[] {
  if (!content) return answer.text === "" ? [] : ["there is a body where none is documented"];
  const type = typeOf(answer);
  const documented = content[type];
  if (!documented) return [`the body is of type ${type}, which is not documented`];
  if (!/json/.test(type)) return [];
  const value = json(answer);
  const problems = type === "application/problem+json" ? faultsOfProblem(operation, documented, answer, value) : [];
  return [...faultsOf(documented.schema, value), ...problems];
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether a title is a documented one; where that names a parameter's example, it may name any other value. */
function isDocumented(title: string, examples: object, { parameters }: Operation): boolean {
  const values = parameters.flatMap(({ example }) => (typeof example === "string" ? literally(example) : []));
  return Object.keys(examples).some((documented) => {
    const pattern = values.reduce((text, value) => text.replaceAll(value, ".+"), literally(documented));
    return new RegExp(`^${pattern}$`).test(title);
  });
}

function faultsOfProblem(operation: Operation, { examples = {} }: Content, answer: Answer, value: unknown): string[] {
  const { status, headers } = answer;
  const problem = Object(value);
  return [
    ...(isDocumented(problem.title, examples, operation) ? [] : [`the title "${problem.title}" is not documented`]),
    ...(problem.error === problem.title ? [] : ["error does not repeat the title"]),
    ...(problem.status === status ? [] : [`the problem says status ${problem.status}`]),
    ...(problem.requestId === headers["x-amzn-requestid"] ? [] : ["the problem names another request"]),
  ];
}
