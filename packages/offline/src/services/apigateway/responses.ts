import type { HttpResponse } from "../../protocol/http-response";
import { object, optionalText, type Properties } from "../../graph/graph";
import type { Refusal } from "./refusal";
import { fillTemplate, type Template, templateOf } from "./template";

/** Values that a template may name, by `$context` path. */
export interface TemplateContext {
  requestId: string;
  [path: string]: string;
}

interface GatewayResponse {
  status?: number;
  headers: [name: string, parts: Template][];
  body: Template;
}

const defaultTemplate = '{"message":$context.error.messageString}';

/** The gateway's own answers, as the document's `x-amazon-apigateway-gateway-responses` shapes them. */
export class GatewayResponses {
  private readonly byType = new Map<string, GatewayResponse>();

  constructor(document: Properties) {
    const responses = object(document, "x-amazon-apigateway-gateway-responses");
    for (const type of Object.keys(responses)) this.byType.set(type, compile(object(responses, type)));
  }

  /** Renders an error: by its own type, or by the default of its class, or as AWS does. */
  render(error: Refusal, context: TemplateContext): HttpResponse {
    const fallback = error.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
    const own = error.type === "ACCESS_DENIED" ? plainDenial : plain;
    const response = this.byType.get(error.type) ?? this.byType.get(fallback) ?? own;
    const values: TemplateContext = {
      ...context,
      "error.message": error.message,
      "error.messageString": error.message === "" ? "null" : JSON.stringify(error.message),
      // Goes between quotes, so its own are escaped.
      "error.validationErrorString": JSON.stringify(error.validationErrors).slice(1, -1),
      "error.responseType": error.type,
    };
    return {
      status: response.status ?? error.status,
      headers: [...headersOf(response, values), ["x-amzn-ErrorType", error.errorType]],
      body: fill(response.body, values),
    };
  }

  /**
   * What callers get when no environment became free for their request: a problem (RFC 9457). API Gateway has no response
   * type for it. Its headers are those of DEFAULT_5XX, which say what browsers may read.
   */
  outOfCapacity(context: TemplateContext): HttpResponse {
    const own = headersOf(this.byType.get("DEFAULT_5XX") ?? plain, context);
    const title = "Out of capacity";
    const { requestId } = context;
    return {
      status: 503,
      headers: [
        ...own.filter(([name]) => name.toLowerCase() !== "content-type"),
        ["Content-Type", "application/problem+json"],
        ["Retry-After", "1"],
      ],
      body: JSON.stringify({ type: "about:blank", title, status: 503, error: title, requestId }),
    };
  }
}

const headersOf = ({ headers }: GatewayResponse, values: TemplateContext): [string, string][] =>
  headers.map(([name, parts]) => [name, fill(parts, values)]);

function compile(response: Properties): GatewayResponse {
  const parameters = Object.entries(object(response, "responseParameters"));
  const headers = parameters.flatMap(([key, value]): [string, Template][] => {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(key)?.[1];
    const text = /^'(.*)'$/.exec(String(value))?.[1];
    return name && text !== undefined ? [[name, [text]]] : [];
  });
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  const status = Number(response.statusCode);
  return {
    status: Number.isInteger(status) ? status : undefined,
    headers: hasType ? headers : [["Content-Type", ["application/json"]], ...headers],
    body: templateOf(optionalText(object(response, "responseTemplates"), "application/json") ?? defaultTemplate),
  };
}

/** Unknown variables render empty, as in API Gateway. */
const fill = (template: Template, values: TemplateContext): string =>
  fillTemplate(template, (variable) => values[variable] ?? "");

/** AWS's own answer, where a stack shapes none. */
const plain = compile({});

/** What AWS says of a denial begins with a capital (repost.aws/knowledge-center/api-gateway-403-error-lambda-authorizer). */
const plainDenial = compile({ responseTemplates: { "application/json": '{"Message":$context.error.messageString}' } });
