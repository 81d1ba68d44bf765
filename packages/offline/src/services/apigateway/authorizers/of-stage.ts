import { object, type Properties } from "../../../graph/graph";
import type { UserPools } from "../../../protocol/user-pools";
import { type LambdaAuthorizerOptions, LambdaAuthorizer } from "./lambda";
import type { Authorizer } from "./authorizer";
import { authorizerIn } from "./declared";
import { iamAuthorizer, SignatureAuthorizer, type SignatureAuthorizerOptions } from "./signature";
import { UserPoolAuthorizer } from "./user-pools";

export interface AuthorizersOptions extends Omit<LambdaAuthorizerOptions, "name" | "declared"> {
  document: Properties;
  userPools: UserPools;
  requests: SignatureAuthorizerOptions["requests"];
  policy: LambdaAuthorizerOptions["policy"] & SignatureAuthorizerOptions["policy"];
}

/**
 * The authorizers of a stage by the names of their security schemes. What is not here is not served, and what it guards is
 * open to nobody.
 */
export function authorizersOf({ document, userPools, requests, ...rest }: AuthorizersOptions): Map<string, Authorizer> {
  const schemes = object(object(document, "components"), "securitySchemes");
  const { policy, place } = rest;
  const signatures = new SignatureAuthorizer({ requests, policy, account: place.account });
  const authorizers = new Map<string, Authorizer>([[iamAuthorizer, signatures]]);
  for (const name of Object.keys(schemes)) {
    const declared = authorizerIn(name, object(schemes, name));
    if (declared?.kind === "userPools") {
      const pools = declared.poolArns.flatMap((arn) => userPools.get(arn) ?? []);
      const unknown = declared.poolArns.filter((arn) => !userPools.has(arn));
      if (pools.length > 0 && unknown.length > 0)
        rest.log(
          `the authorizer ${name} lets nobody in from ${unknown.join(", ")}, which the program does not declare`,
        );
      if (pools.length > 0) authorizers.set(name, new UserPoolAuthorizer({ ...rest, ...declared, pools }));
    } else if (declared) authorizers.set(name, new LambdaAuthorizer({ ...rest, name, declared }));
  }
  return authorizers;
}
