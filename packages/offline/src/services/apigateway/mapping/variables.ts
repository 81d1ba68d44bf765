import { parseJson } from "../../../parse-json";
import { forwardedHeaders, type Incoming, parametersOf, type Place, requestEvent } from "../event";
import { valueAt } from "./json-path";

/** What a template may set in the place of what mappings say, by `#set($context.responseOverride.status = 201)`. */
export interface Overrides {
  requestOverride: { header: Texts; path: Texts; querystring: Texts };
  responseOverride: { status?: unknown; header: Texts };
}

type Texts = Record<string, unknown>;

/** What mapping templates and parameter mappings know of a request on its way. */
export class Variables {
  readonly overrides: Overrides = {
    requestOverride: { header: {}, path: {}, querystring: {} },
    responseOverride: { header: {} },
  };
  /** Made where something names it: most mappings do not. */
  private made: object | undefined;

  constructor(
    private readonly incoming: Incoming,
    private readonly place: Place,
  ) {}

  private get context(): object {
    return (this.made ??= emptyWhereUnknown({
      ...requestEvent(this.incoming, this.place).requestContext,
      ...this.overrides,
    }));
  }

  /** Of `context.identity.sourceIp`, for instance; undefined where there is nothing. */
  contextValue(path: string): string | undefined {
    return textOf(valueAt(this.context, path));
  }

  stageVariable(name: string): string | undefined {
    return this.place.stageVariables?.[name];
  }

  /**
   * `$input`, `$util`, `$context` and `$stageVariables`
   * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html).
   *
   * @param body that of the request, or of the backend's answer
   */
  forTemplate(body: string): Record<string, unknown> {
    return {
      input: this.inputOf(body),
      util,
      context: this.context,
      stageVariables: emptyWhereUnknown({ ...this.place.stageVariables }),
    };
  }

  private inputOf(body: string) {
    // Without a body there is an object without members.
    const value = (): unknown => (body === "" ? {} : (parseJson(body) ?? {}));
    return {
      body,
      path: (path: unknown) => valueAt(value(), String(path)),
      json: (path: unknown) => JSON.stringify(valueAt(value(), String(path)) ?? ""),
      params: (name?: unknown) => (name === undefined ? this.parameters() : this.parameter(String(name))),
    };
  }

  /** All parameters, by where they stand. */
  private parameters() {
    const { variables, query } = this.incoming;
    return {
      path: decoded(variables),
      querystring: { ...parametersOf(query).single },
      header: Object.fromEntries(
        Object.entries(forwardedHeaders(this.incoming)).map(([name, values]) => [name, values.at(-1) ?? ""]),
      ),
    };
  }

  /** A parameter by its name alone: of the path, the query or the headers, in this order. */
  private parameter(name: string): string {
    const { path, querystring, header } = this.parameters();
    return path[name] ?? querystring[name] ?? header[name] ?? "";
  }
}

/** Variables of paths as templates see them. */
const decoded = (variables: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, decodeURIComponent(value)]));

/** What is known of nobody, such as a caller that no authorizer has looked at, is empty. */
function emptyWhereUnknown(object: object): object {
  return new Proxy(object, {
    get: (target, key, receiver) => {
      const value: unknown = Reflect.get(target, key, receiver);
      return typeof key === "string" ? (value ?? "") : value;
    },
  });
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** `$util`. */
const util = {
  escapeJavaScript: (text: unknown) =>
    String(text).replace(/['"\\/]|[^\x20-\x7e]/g, (found) => shortEscapes[found] ?? unicodeEscape(found)),
  parseJson: (text: unknown) => parseJson(String(text)),
  urlEncode: (text: unknown) => new URLSearchParams({ x: String(text) }).toString().slice(2),
  urlDecode: (text: unknown) => new URLSearchParams(`x=${String(text)}`).get("x") ?? "",
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString("base64"),
  base64Decode: (text: unknown) => Buffer.from(String(text), "base64").toString(),
};

/** As Java's `StringEscapeUtils.escapeJavaScript` has it. */
const shortEscapes: Readonly<Record<string, string>> = {
  "'": "\\'",
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
  "\b": "\\b",
  "\n": "\\n",
  "\t": "\\t",
  "\f": "\\f",
  "\r": "\\r",
};

const unicodeEscape = (found: string): string =>
  `\\u${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
