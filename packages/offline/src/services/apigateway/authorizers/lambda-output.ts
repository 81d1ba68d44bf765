import { isRecord } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import { compile, type Policy } from "../../../protocol/iam/compile";
import { MalformedPolicy } from "../../../protocol/iam/document";

/** What an authorizer's function has said of somebody. */
export interface AuthorizerOutput {
  principalId: string;
  policy: Policy;
  /** Its `context`, whose values all become texts. */
  context: Readonly<Record<string, string>>;
  /** The value of the caller's API key. */
  usageIdentifierKey?: string;
}

/** An authorizer's answer is none that API Gateway takes; says why. */
export class MalformedOutput extends Error {}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const mostBytes = 8192;

/**
 * Reads what the function of a Lambda authorizer returns
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html).
 *
 * @param payload JSON
 * @throws MalformedOutput
 */
export function authorizerOutput(payload: string): AuthorizerOutput {
  if (Buffer.byteLength(payload) > mostBytes) throw new MalformedOutput(`it is longer than ${mostBytes} bytes`);
  const output = parseJson(payload);
  if (!isRecord(output)) throw new MalformedOutput("it is not an object");
  const { principalId, policyDocument, context, usageIdentifierKey } = output;
  if (typeof principalId !== "string" || principalId === "") throw new MalformedOutput("it has no principalId");
  if (usageIdentifierKey !== undefined && usageIdentifierKey !== null && typeof usageIdentifierKey !== "string")
    throw new MalformedOutput("usageIdentifierKey is not a string");
  return {
    principalId,
    policy: policyOf(policyDocument),
    context: contextOf(context ?? {}),
    usageIdentifierKey: usageIdentifierKey ?? undefined,
  };
}

function policyOf(document: unknown): Policy {
  if (document === undefined || document === null) throw new MalformedOutput("it has no policyDocument");
  try {
    return compile([document]);
  } catch (error) {
    if (error instanceof MalformedPolicy) throw new MalformedOutput(`policyDocument: ${error.message}`);
    throw error;
  }
}

/** Values are texts, numbers and booleans: API Gateway takes no lists and no objects. */
function contextOf(context: unknown): Record<string, string> {
  if (!isRecord(context)) throw new MalformedOutput("context is not an object");
  const given = Object.entries(context).filter(([, value]) => value !== null);
  const nested = given.find(([, value]) => typeof value === "object");
  if (nested) throw new MalformedOutput(`context.${nested[0]} is neither a text nor a number nor a boolean`);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
