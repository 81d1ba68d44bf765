import { UserError } from "../../../errors";
import { object, optionalNumber, optionalText, type Properties, texts } from "../../../graph/graph";

/** Where a request's identity comes from, such as a header. */
export interface IdentitySource {
  place: "header" | "querystring" | "stageVariables" | "context";
  name: string;
}

/** What a security scheme of an OpenAPI document says of an authorizer. */
export type DeclaredAuthorizer =
  | {
      kind: "userPools";
      /** The header of the token, in lower case. */
      header: string;
      /** ARNs of the pools whose users it lets in. */
      poolArns: string[];
      /** What the token's audience has to match. */
      audience?: RegExp;
    }
  | ({
      kind: "token";
      header: string;
      /** What the token has to match for the function to be asked. */
      pattern?: RegExp;
    } & AuthorizerFunction)
  | ({ kind: "request"; sources: IdentitySource[] } & AuthorizerFunction);

/** The function that a Lambda authorizer asks. */
export interface AuthorizerFunction {
  /** The authorizer's own id, where the program declares it by itself. */
  id?: string;
  functionArn: string;
  /** The role by which it is invoked; undefined where its own policy allows it. */
  roleArn?: string;
  /** How long its answer is kept, in milliseconds; 0 if it is not. */
  keptMilliseconds: number;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html: seconds. */
const usualTtl = 300;

/**
 * The authorizer of a security scheme by its extensions
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html); undefined
 * for what is not served, such as IAM's (`awsSigv4`).
 *
 * @throws UserError for an expression that is none
 */
export function authorizerIn(name: string, scheme: Properties): DeclaredAuthorizer | undefined {
  const authorizer = object(scheme, "x-amazon-apigateway-authorizer");
  const type = (optionalText(authorizer, "type") ?? "").toLowerCase();
  const pattern = patternOf(name, optionalText(authorizer, "identityValidationExpression"));
  const sources = sourcesOf(optionalText(authorizer, "identitySource") ?? "");
  // The scheme's own name says which header it is, unless the source does.
  const header = (sources.find(({ place }) => place === "header")?.name ?? String(scheme.name)).toLowerCase();
  if (type === "cognito_user_pools")
    return { kind: "userPools", header, poolArns: texts(authorizer, "providerARNs"), audience: pattern };
  const asked = functionOf(authorizer);
  if (asked === undefined) return undefined;
  if (type === "token") return { kind: "token", header, pattern, ...asked };
  // What nothing tells apart is not kept: AWS demands a source where answers are to be.
  const keptMilliseconds = sources.length > 0 ? asked.keptMilliseconds : 0;
  return type === "request" ? { kind: "request", sources, ...asked, keptMilliseconds } : undefined;
}

function functionOf(authorizer: Properties): AuthorizerFunction | undefined {
  const uri = optionalText(authorizer, "authorizerUri") ?? "";
  const functionArn = /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
  if (functionArn === undefined) return undefined;
  return {
    id: optionalText(authorizer, "id"),
    functionArn,
    roleArn: optionalText(authorizer, "authorizerCredentials"),
    keptMilliseconds: (optionalNumber(authorizer, "authorizerResultTtlInSeconds") ?? usualTtl) * 1000,
  };
}

/** Such as `method.request.header.Auth, context.identity.sourceIp`. */
const sourcesOf = (text: string): IdentitySource[] =>
  text.split(",").flatMap((part): IdentitySource[] => {
    const [, place, name] =
      /^(?:method\.request\.(header|querystring)|(stageVariables|context))\.(.+)$/.exec(part.trim())?.filter(Boolean) ??
      [];
    return isPlace(place) && name !== undefined ? [{ place, name }] : [];
  });

const isPlace = (text: string | undefined): text is IdentitySource["place"] =>
  text === "header" || text === "querystring" || text === "stageVariables" || text === "context";

/** The whole of a text has to match, as with Java's `matches`. */
function patternOf(name: string, expression: string | undefined): RegExp | undefined {
  if (expression === undefined || expression === "") return undefined;
  try {
    return new RegExp(`^(?:${expression})$`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(
      `the identityValidationExpression of the authorizer ${name} is no expression: ${error.message}`,
    );
  }
}
