import { type Graph, object, objects, ofType, optionalText, type Resource, texts } from "../../../graph/graph";
import type { Unserved } from "../../module";
import { recordedTypes, types } from "../resources";
import type { PoolSettings } from "../settings";

/** What of Cognito a program declares and nobody serves here, by what that means for who uses it. */
export function unservedIn(graph: Graph, pools: readonly PoolSettings[]): Unserved[] {
  const recorded = Object.entries(meanings).flatMap(([type, meaning]) =>
    ofType(graph, type).map(({ name }) => `${type.split(":")[2]} ${name} is recorded only: ${meaning}`),
  );
  const inPools = ofType(graph, types.pool).flatMap((pool) =>
    unservedOf(pool).map((text) => `user pool ${pool.name}: ${text}`),
  );
  const clients = ofType(graph, types.client).flatMap((client) => unservedClient(client));
  const phones = pools.flatMap(({ logicalName, usernameAttributes, aliasAttributes, autoVerified }) =>
    [...usernameAttributes, ...aliasAttributes, ...autoVerified].includes("phone_number")
      ? [`user pool ${logicalName}: no text messages are sent, so no phone number is verified by a code`]
      : [],
  );
  return [...recorded, ...inPools, ...clients, ...phones].map((text) => ({ breaks: true, text }));
}

const meanings: Record<string, string> = {
  [recordedTypes.identityPool]: "nobody gets AWS credentials by it",
  [recordedTypes.identityPoolTag]: "nobody gets AWS credentials by it",
  [recordedTypes.identityPoolRoles]: "nobody gets AWS credentials by it",
  [recordedTypes.identityProvider]: "nobody signs in by another provider",
  [recordedTypes.logDelivery]: "the pool's logs go nowhere",
  [recordedTypes.branding]: "the pool's pages look as they do here",
  [recordedTypes.managedClient]: "nobody signs in by the client that another service would have made",
  [recordedTypes.risk]: "no sign-in is judged by its risk",
  [recordedTypes.customization]: "the pool's pages look as they do here",
};

function unservedOf({ inputs }: Resource): string[] {
  const triggers = Object.entries(object(inputs, "lambdaConfig"))
    .filter(([name, value]) => name !== "kmsKeyId" && value !== undefined && value !== "")
    .map(([name]) => name);
  const told = [
    triggers.length > 0 &&
      `its triggers ${triggers.join(", ")} are not invoked: users sign up and in, and tokens say, what they would without them`,
    inputs.smsConfiguration !== undefined &&
      "no text messages are sent: nobody signs in by one, and no code comes by one",
    inputs.emailMfaConfiguration !== undefined && "no code by e-mail is asked for as a second factor",
    Object.keys(object(inputs, "deviceConfiguration")).length > 0 && "devices are not remembered",
    object(inputs, "userPoolAddOns").advancedSecurityMode === "ENFORCED" &&
      "threat protection blocks nobody, and leaked passwords are not known",
    texts(object(inputs, "signInPolicy"), "allowedFirstAuthFactors").some((factor) => factor !== "PASSWORD") &&
      "a password is the only first factor: no passkeys, and no codes by e-mail or text message",
    objects(object(inputs, "accountRecoverySetting"), "recoveryMechanisms").some(
      ({ name }) => name === "verified_phone_number",
    ) && "a forgotten password is recovered by e-mail alone",
  ];
  return told.filter((text) => typeof text === "string");
}

function unservedClient({ name, inputs }: Resource): string[] {
  const flows = texts(inputs, "explicitAuthFlows").filter((flow) =>
    /^(ALLOW_)?(CUSTOM_AUTH|USER_AUTH|CUSTOM_AUTH_FLOW_ONLY)$/.test(flow),
  );
  const providers = texts(inputs, "supportedIdentityProviders").filter((provider) => provider !== "COGNITO");
  const told = [
    flows.length > 0 && `its flows ${flows.join(", ")} answer NotImplemented`,
    providers.length > 0 && `nobody signs in by ${providers.join(", ")}`,
    optionalText(object(inputs, "analyticsConfiguration"), "applicationId") !== undefined &&
      "it reports to no analytics",
  ];
  return told.flatMap((text) => (typeof text === "string" ? [`user pool client ${name}: ${text}`] : []));
}
