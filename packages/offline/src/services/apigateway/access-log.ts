import { createHash } from "node:crypto";
import { object, optionalText, type Resource } from "../../graph/graph";
import { LogLine, type WriteLog } from "../../protocol/log-entries";
import type { Targets } from "../../protocol/targets";
import type { AuthorizerContext } from "./authorizers/authorizer";
import { type Place, requestTimeOf } from "./event";
import type { Ending, Exchange } from "./exchange";
import { templateOf } from "./template";

/** Where a stage's access log goes, and what it says. */
export interface AccessLogSettings {
  /** ARN of a log group. */
  destinationArn: string;
  format: string;
}

/**
 * What a stage declares of its access log, if it does.
 *
 * @param log told of a log that goes elsewhere than to CloudWatch, and of variables without a value here alone
 */
export function accessLogSettingsOf(
  { name, inputs }: Resource,
  log: (text: string) => void,
): AccessLogSettings | undefined {
  const settings = object(inputs, "accessLogSettings");
  const [destinationArn, format] = [optionalText(settings, "destinationArn"), optionalText(settings, "format")];
  if (destinationArn === undefined || format === undefined) return undefined;
  if (!destinationArn.includes(":logs:")) {
    log(`the stage ${name} leaves no access log here: ${destinationArn} is no log group, and nothing else is served`);
    return undefined;
  }
  const unknown = templateOf(format).flatMap((part) =>
    typeof part === "string" || valueOf(part) ? [] : part.variable,
  );
  const missing = unknown.filter((variable) => !withoutValue.test(variable)).map((variable) => `$context.${variable}`);
  if (missing.length > 0)
    log(
      `the access log of the stage ${name} has a dash here for what the offline host does not know: ${missing.join(", ")}`,
    );
  return { destinationArn, format };
}

/** A variable that has no value is a dash, as in API Gateway. */
const none = "-";

type Variable = (exchange: Exchange, place: Place, ending: Ending) => string | number | undefined;

/**
 * What a format may name, as
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html has it. Texts
 * are put in as they are: a format quotes them itself.
 */
const variables: Record<string, Variable> = {
  accountId: (_, place) => place.account,
  apiId: (_, place) => place.apiId,
  "authorize.error": ({ authorizer }) => authorizer?.error,
  "authorize.latency": ({ authorizer }) => authorizer && Math.round(authorizer.latency),
  "authorize.status": ({ authorizer }) => authorizer?.status,
  "authorizer.error": ({ authorizer }) => authorizer?.error,
  "authorizer.latency": ({ authorizer }) => authorizer && Math.round(authorizer.latency),
  "authorizer.status": ({ authorizer }) => authorizer?.status,
  deploymentId: (_, place) => place.deploymentId,
  domainName: ({ message }) => message.headers.host,
  domainPrefix: (_, place) => place.apiId,
  "error.message": ({ refusal }) => refusal?.message,
  "error.messageString": ({ refusal }) => refusal && JSON.stringify(refusal.message),
  "error.responseType": ({ refusal }) => refusal?.type,
  "error.validationErrorString": ({ refusal }) => refusal?.validationErrors,
  extendedRequestId: ({ requestId }) => requestId,
  httpMethod: ({ message }) => message.method,
  "identity.apiKeyId": ({ key }) => key?.id,
  "identity.sourceIp": ({ message }) => message.socket.remoteAddress,
  "identity.userAgent": ({ message }) => message.headers["user-agent"],
  "integration.integrationStatus": ({ integrationStatus }) => integrationStatus && 200,
  "integration.latency": ({ integrationLatency }) => integrationLatency && Math.round(integrationLatency),
  "integration.status": ({ integrationStatus }) => integrationStatus,
  integrationLatency: ({ integrationLatency }) => integrationLatency && Math.round(integrationLatency),
  integrationStatus: ({ integrationStatus }) => integrationStatus && 200,
  path: ({ rawPath }, place) => `/${place.stageName}${rawPath}`,
  protocol: ({ message }) => `HTTP/${message.httpVersion}`,
  requestId: ({ requestId }) => requestId,
  requestTime: ({ since }) => requestTimeOf(since),
  requestTimeEpoch: ({ since }) => since,
  resourcePath: ({ method }) => method?.resourcePath,
  responseLatency: (_, __, { latency }) => Math.round(latency),
  responseLength: (_, __, { answer }) => Buffer.byteLength(answer.body),
  stage: (_, place) => place.stageName,
  status: (_, __, { answer }) => answer.status,
  "waf.latency": ({ firewall }) => firewall && Math.round(firewall.latency),
  "waf.status": ({ firewall }) => firewall && (firewall.isBlocked ? 403 : 200),
  wafResponseCode: ({ firewall }) => firewall && (firewall.isBlocked ? "WAF_BLOCK" : "WAF_ALLOW"),
  webaclArn: ({ firewall }) => firewall?.webAclArn,
  xrayTraceId: ({ traceId }) => traceId,
};

/** What has no value on AWS either, for a stage without IAM's authorization, a fault of its firewall's, and a domain of its own. */
const withoutValue =
  /^(authenticate|authorizer|customDomain)\.|^waf\.error$|^identity\.(accountId|caller|clientCert|cognito|principalOrgId|user$|userArn|vpc)/;

function valueOf({ variable }: { variable: string }): Variable | undefined {
  if (Object.hasOwn(variables, variable)) return variables[variable];
  const [, claims, name] = /^authorizer\.(claims\.)?(\w+)$/.exec(variable) ?? [];
  return name === undefined ? undefined : ({ authorizer }) => said(authorizer?.context, name, claims !== undefined);
}

/** What an authorizer says of a caller by a name: a claim of the token, or a member of what a function has returned. */
function said(context: AuthorizerContext | undefined, name: string, isClaim: boolean): string | number | undefined {
  const claims = context?.claims;
  const from = isClaim ? (typeof claims === "object" ? claims : {}) : (context ?? {});
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  return typeof value === "object" ? undefined : value;
}

/** The access log of a stage: a line for each request, by the format that the program declares. */
export class AccessLog {
  /** Texts, and what comes between them. */
  private readonly parts: (string | Variable)[];
  private readonly write: WriteLog;

  constructor(
    { destinationArn, format }: AccessLogSettings,
    private readonly place: Place,
    targets: Pick<Targets, "openLog">,
  ) {
    this.parts = templateOf(format).map((part) => (typeof part === "string" ? part : (valueOf(part) ?? none)));
    const stream = createHash("md5").update(`${place.apiId}/${place.stageName}`).digest("hex");
    this.write = targets.openLog(destinationArn, stream, { name: `the stage ${place.stageName}` });
  }

  /** Composes the line at once: what it tells of, such as the caller's address, goes with the connection. */
  record(exchange: Exchange, ending: Ending): void {
    this.write(new LogLine(Date.now(), this.lineOf(exchange, ending)), "application");
  }

  private lineOf(exchange: Exchange, ending: Ending): string {
    let line = "";
    for (const part of this.parts) {
      const value = typeof part === "string" ? undefined : part(exchange, this.place, ending);
      line += typeof part === "string" ? part : value === undefined || value === "" ? none : value;
    }
    return line;
  }
}
