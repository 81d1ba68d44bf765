import { UserError } from "../../../errors";
import { object, optionalNumber, optionalText, type Resource, text, texts } from "../../../graph/graph";
import type { ClientSettings } from "../settings";

/** What a client may be asked for besides the scopes of resource servers. */
const standardScopes = ["phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"];
const seconds: Record<string, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
const flows = [
  "USER_SRP_AUTH",
  "REFRESH_TOKEN_AUTH",
  "CUSTOM_AUTH",
  "USER_PASSWORD_AUTH",
  "ADMIN_USER_PASSWORD_AUTH",
  "USER_AUTH",
];
const usualFlows = ["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "CUSTOM_AUTH"];

/** Names of this machine, to which Cognito lets a browser go without TLS. */
const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/**
 * A client as its resource says.
 *
 * @param scopes those of the pool's resource servers
 * @param sites the origins of the program's own sites, which have TLS on AWS
 * @throws UserError for what AWS would refuse
 */
export function clientOf(resource: Resource, scopes: ReadonlySet<string>, sites: ReadonlySet<string>): ClientSettings {
  const { inputs, outputs, name } = resource;
  const refuse = (why: string): UserError => new UserError(`AWS would refuse the user pool client ${name}: ${why}`);
  const callbacks = texts(inputs, "callbackUrls");
  const logouts = texts(inputs, "logoutUrls");
  for (const url of [...callbacks, ...logouts]) checkUrl(url, sites, refuse);
  const secret = optionalText(outputs, "clientSecret") || undefined;
  const grants = texts(inputs, "allowedOauthFlows");
  const asked = texts(inputs, "allowedOauthScopes");
  const usesPages = inputs.allowedOauthFlowsUserPoolClient === true;
  const unknown = asked.filter((scope) => !standardScopes.includes(scope) && !scopes.has(scope));
  if (unknown.length > 0) throw refuse(`no resource server of its pool has the scope ${unknown.join(", ")}`);
  const wrongGrant = grants.find((grant) => !["code", "implicit", "client_credentials"].includes(grant));
  if (wrongGrant !== undefined) throw refuse(`${wrongGrant} is none of its allowedOauthFlows`);
  if (grants.includes("client_credentials") && (grants.length > 1 || secret === undefined))
    throw refuse("client_credentials goes with generateSecret, and with no other of the allowedOauthFlows");
  if (usesPages && (grants.length === 0 || asked.length === 0))
    throw refuse("allowedOauthFlowsUserPoolClient goes with allowedOauthFlows and allowedOauthScopes");
  const redirects = grants.includes("code") || grants.includes("implicit");
  if (usesPages && redirects && callbacks.length === 0) throw refuse("its allowedOauthFlows need callbackUrls");
  const rotationGrace = rotationOf(resource, refuse);
  const defaultCallback = optionalText(inputs, "defaultRedirectUri");
  if (defaultCallback && !callbacks.includes(defaultCallback))
    throw refuse(`its defaultRedirectUri ${defaultCallback} is none of its callbackUrls`);
  return {
    ...{ logicalName: name, id: resource.id, name: text(outputs, "name"), secret, callbacks, logouts, usesPages },
    flows: flowsOf(texts(inputs, "explicitAuthFlows"), rotationGrace !== undefined, refuse),
    grants: new Set(usesPages ? grants : []),
    scopes: new Set(asked),
    defaultCallback: defaultCallback || (callbacks.length === 1 ? callbacks[0] : undefined),
    hidesUsers: optionalText(inputs, "preventUserExistenceErrors") === "ENABLED",
    revokes: inputs.enableTokenRevocation !== false,
    rotationGrace,
    validity: validityOf(resource, refuse),
    sessionSeconds:
      60 * bounded(optionalNumber(inputs, "authSessionValidity") ?? 3, 3, 15, "authSessionValidity", refuse),
    reads: namesIn(inputs, "readAttributes"),
    writes: namesIn(inputs, "writeAttributes"),
  };
}

type Refuse = (why: string) => UserError;

const namesIn = (inputs: Resource["inputs"], key: string): ReadonlySet<string> | undefined => {
  const names = texts(inputs, key);
  return names.length === 0 ? undefined : new Set(names);
};

function flowsOf(given: string[], rotates: boolean, refuse: Refuse): ReadonlySet<string> {
  const names = given.map((flow) =>
    flow.replace(/^ALLOW_/, "").replace("ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"),
  );
  const unknown = names.find((name) => name !== "CUSTOM_AUTH_FLOW_ONLY" && !flows.includes(name));
  if (unknown !== undefined) throw refuse(`${unknown} is none of its explicitAuthFlows`);
  return new Set(names.length === 0 ? usualFlows.filter((flow) => !rotates || flow !== "REFRESH_TOKEN_AUTH") : names);
}

/**
 * A refresh token that is exchanged is good once: REFRESH_TOKEN_AUTH, which gives no new one, cannot be allowed with it
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html).
 */
function rotationOf({ inputs }: Resource, refuse: Refuse): number | undefined {
  const rotation = object(inputs, "refreshTokenRotation");
  if (rotation.feature !== "ENABLED") return undefined;
  if (texts(inputs, "explicitAuthFlows").includes("ALLOW_REFRESH_TOKEN_AUTH"))
    throw refuse("refreshTokenRotation does not go with ALLOW_REFRESH_TOKEN_AUTH");
  return bounded(optionalNumber(rotation, "retryGracePeriodSeconds") ?? 0, 0, 60, "retryGracePeriodSeconds", refuse);
}

function validityOf({ inputs }: Resource, refuse: Refuse): ClientSettings["validity"] {
  const units = object(inputs, "tokenValidityUnits");
  const of = (token: "access" | "id" | "refresh", usual: number, least: number, most: number): number => {
    const key = `${token}TokenValidity`;
    const unit = optionalText(units, `${token}Token`) ?? (token === "refresh" ? "days" : "hours");
    const factor = seconds[unit];
    if (factor === undefined) throw refuse(`${unit} is no unit of its ${key}`);
    const given = optionalNumber(inputs, key);
    return given ? bounded(given * factor, least, most, `${key} in seconds`, refuse) : usual;
  };
  const tenYears = 315_360_000;
  return {
    access: of("access", 3600, 300, 86_400),
    id: of("id", 3600, 300, 86_400),
    refresh: of("refresh", 30 * 86_400, 3600, tenYears),
  };
}

function bounded(value: number, least: number, most: number, what: string, refuse: Refuse): number {
  if (value >= least && value <= most) return value;
  throw refuse(`its ${what} is ${value}, and must be from ${least} to ${most}`);
}

/**
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html: absolute,
 * without a fragment, and without TLS to this machine only. Apps have schemes of their own.
 */
function checkUrl(url: string, sites: ReadonlySet<string>, refuse: Refuse): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) throw refuse(`${url} is no absolute URL`);
  if (url.includes("#")) throw refuse(`${url} has a fragment`);
  if (/^(javascript|data|vbscript|file|blob|about):$/.test(parsed.protocol)) throw refuse(`${url} is no callback`);
  if (parsed.protocol !== "http:" || loopbackNames.includes(parsed.hostname) || sites.has(parsed.origin)) return;
  throw refuse(`${url} is HTTP without TLS, which only localhost and 127.0.0.1 may be`);
}
