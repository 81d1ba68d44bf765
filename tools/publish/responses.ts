import type { Answer, Endpoint } from "../../functions/kit/endpoint";
import { refusalsOf } from "../../functions/kit/input";
import { problemSchema } from "../../infra/api/openapi";
import { everywhere, headerReferences, headers } from "./headers";
import { type GatewayProblem, gatewayProblems } from "./gateway-problems";
import type { Content, HeaderObject, Reference, ResponseObject } from "./model";
import type { Schemas } from "./schemas";

const requestId = "5f2b1c0d-7e34-4f6a-9b8c-1d2e3f4a5b6c";

const problem = (status: number, title: string, detail: string) => ({
  type: "about:blank",
  title,
  status,
  ...(detail !== "" && { detail }),
  error: title,
  requestId,
});

/** The one answer of the gateway that nobody can shape. */
const requestTooLarge: ResponseObject = {
  description: "The request's body is larger than 10 MB",
  headers: headerReferences(["x-amzn-RequestId"]),
  content: {
    "text/plain": { schema: { type: "string" }, example: "HTTP content length exceeded 10485760 bytes." },
  },
};

/** All answers of operations: what their functions say, and what the gateway says by itself. */
export class Responses {
  /** Answers that operations share, by name. */
  readonly shared: Record<string, ResponseObject> = {};

  constructor(private readonly schemas: Schemas) {}

  /** An endpoint's answers by status. */
  of(endpoint: Endpoint): Record<string, ResponseObject | Reference> {
    const common = gatewayProblems.filter((one) => one.of(endpoint));
    const statuses = [...Object.keys(endpoint.answers).map(Number), ...common.map(({ error }) => error.status)];
    const entries = [...new Set(statuses)].map((status): [number, ResponseObject | Reference] => {
      const ofGateway = common.filter(({ error }) => error.status === status);
      const answer = endpoint.answers[status];
      if (!answer) return [status, this.gatewayResponse(status, ofGateway)];
      const problems = { ...answer.problems, ...refusalsOf(endpoint, status) };
      const known = Object.keys(problems).length > 0 ? problems : undefined;
      return [status, this.response(status, { ...answer, problems: known }, ofGateway)];
    });
    if (endpoint.body) entries.push([413, this.share("RequestTooLarge", requestTooLarge)]);
    return Object.fromEntries(entries);
  }

  private response(status: number, answer: Answer, ofGateway: GatewayProblem[]): ResponseObject {
    const { description, headers: names = [], problems = {}, links } = answer;
    const carried = status < 400 ? [...names, "Cache-Control", ...everywhere] : [...names, ...everywhere];
    const besides = ofGateway.filter(({ error }) => !(error.title in problems));
    return {
      description: [description, ...besides.map((one) => one.description)].join(". "),
      headers: headerReferences([...new Set(carried)]),
      content: this.content(status, answer, ofGateway),
      links:
        links &&
        Object.fromEntries(
          Object.entries(links).map(([operationId, parameters]) => [operationId, { operationId, parameters }]),
        ),
    };
  }

  private content(status: number, answer: Answer, ofGateway: GatewayProblem[]): ResponseObject["content"] {
    const { schema, example, description, problems = { [description]: "" } } = answer;
    if (schema) return { "application/json": { schema: this.schemas.reference(schema), example } };
    if (status < 400) return undefined;
    return { "application/problem+json": this.problems(status, { ...problems, ...detailsOf(ofGateway, problems) }) };
  }

  /** @param details an example of its detail for each title */
  private problems(status: number, details: Record<string, string>): Content {
    const examples = Object.entries(details).map(([title, detail]) => [
      title,
      { value: problem(status, title, detail) },
    ]);
    return { schema: this.schemas.reference(problemSchema), examples: Object.fromEntries(examples) };
  }

  /** An answer of the gateway alone, named by the first of its titles. */
  private gatewayResponse(status: number, ofGateway: GatewayProblem[]): Reference {
    const [first] = ofGateway;
    const name = (first?.error.title ?? "").replace(/\W(\w)/g, (_, letter: string) => letter.toUpperCase());
    const mayRetry = ofGateway.some(({ error }) => error.retryAfter !== undefined);
    return this.share(name, {
      description: ofGateway.map((one) => one.description).join(". "),
      headers: { ...headerReferences(everywhere), ...(mayRetry && { "Retry-After": retryAfter }) },
      content: { "application/problem+json": this.problems(status, detailsOf(ofGateway, {})) },
    });
  }

  private share(name: string, response: ResponseObject): Reference {
    this.shared[name] ??= response;
    return { $ref: `#/components/responses/${name}` };
  }
}

/** Details of the gateway's problems, by title; those that the function's problems have as well keep the function's. */
const detailsOf = (ofGateway: GatewayProblem[], known: Record<string, string>): Record<string, string> =>
  Object.fromEntries(ofGateway.map(({ error, detail = "" }) => [error.title, known[error.title] ?? detail]));

/** With some of the problems of its status only. */
const retryAfter: HeaderObject = {
  description: headers["Retry-After"]?.description ?? "",
  schema: { type: "integer", minimum: 1 },
};
