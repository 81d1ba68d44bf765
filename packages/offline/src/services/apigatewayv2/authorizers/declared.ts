import {
  type Graph,
  object,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  type Resource,
  text,
  texts,
} from "../../../graph/graph";
import type { UserPool, UserPools } from "../../../protocol/user-pools";
import { functionIn } from "../../apigateway/backend/declared";

export const authorizerType = "aws:apigatewayv2/authorizer:Authorizer";

/** Where a request's identity comes from, as `$request.header.Authorization`. */
export type IdentitySource = string;

/** What guards a route. */
export type DeclaredAuthorizer =
  | { kind: "iam"; name: string }
  | { kind: "jwt"; id: string; name: string; source: IdentitySource; pool: UserPool; audiences: string[] }
  | {
      kind: "lambda";
      id: string;
      name: string;
      sources: IdentitySource[];
      functionArn: string;
      /** The role by which it is invoked; undefined where its own policy allows it. */
      roleArn?: string;
      format: "1.0" | "2.0";
      /** Whether it answers `isAuthorized` in the place of a policy. */
      isSimple: boolean;
      /** How long its answer is kept, in milliseconds; 0 if it is not. */
      keptMilliseconds: number;
    };

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html: seconds. */
const usualTtl = 300;

/** The authorizer that a route names, or why it is not served: then the route is open to nobody. */
export function authorizerOf(graph: Graph, route: Properties, userPools: UserPools): DeclaredAuthorizer | string {
  const kind = text(route, "authorizationType");
  if (kind === "AWS_IAM") return { kind: "iam", name: kind };
  const authorizer = ofType(graph, authorizerType).find(
    ({ id, inputs }) => id === route.authorizerId && inputs.apiId === route.apiId,
  );
  if (kind !== "JWT" && kind !== "CUSTOM") return `the authorization ${kind}`;
  if (!authorizer) return `the authorizer ${String(route.authorizerId)}, which the program does not declare,`;
  return authorizer.inputs.authorizerType === "JWT" ? jwt(authorizer, userPools) : lambda(authorizer);
}

const nameOf = ({ name, inputs }: Resource): string => optionalText(inputs, "name") ?? name;

function jwt(authorizer: Resource, userPools: UserPools): DeclaredAuthorizer | string {
  const { id, inputs } = authorizer;
  const configuration = object(inputs, "jwtConfiguration");
  const issuer = (optionalText(configuration, "issuer") ?? "").replace(/\/$/, "");
  const pool = [...userPools.values()].find((one) => one.issuer === issuer);
  const name = nameOf(authorizer);
  if (!pool) return `the authorizer ${name} by tokens of ${issuer}, which is no user pool of the program,`;
  const [source = "$request.header.Authorization"] = texts(inputs, "identitySources");
  return { kind: "jwt", id, name, source, pool, audiences: texts(configuration, "audiences") };
}

function lambda(authorizer: Resource): DeclaredAuthorizer | string {
  const { id, inputs } = authorizer;
  const name = nameOf(authorizer);
  const functionArn = functionIn(optionalText(inputs, "authorizerUri") ?? "");
  if (functionArn === undefined) return `the authorizer ${name} without a function`;
  const sources = texts(inputs, "identitySources");
  const seconds = optionalNumber(inputs, "authorizerResultTtlInSeconds") ?? usualTtl;
  const isSimple = inputs.enableSimpleResponses === true;
  return {
    ...{ kind: "lambda", id, name, sources, functionArn, isSimple },
    roleArn: optionalText(inputs, "authorizerCredentialsArn"),
    format: optionalText(inputs, "authorizerPayloadFormatVersion") === "1.0" ? "1.0" : "2.0",
    // What nothing tells apart is not kept.
    keptMilliseconds: sources.length === 0 ? 0 : seconds * 1000,
  };
}
