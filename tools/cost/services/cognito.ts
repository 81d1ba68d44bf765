import { ofType } from "../../../packages/offline/src/graph/graph";
import type { Service } from "../usage";

/**
 * Users who signed in or were changed in the month, by the plan of their pool; each pool is taken to have all of them.
 * Source: https://aws.amazon.com/cognito/pricing/
 */
export const cognito: Service = {
  name: "Cognito",
  types: ["aws:cognito/userPool:UserPool"],
  usage: ({ graph, volumes }) =>
    ofType(graph, "aws:cognito/userPool:UserPool").map(({ inputs }) => {
      const plan = String(inputs.userPoolTier ?? "ESSENTIALS").toLowerCase();
      return { what: `users, ${plan} plan`, price: `cognito.${plan}`, units: volumes.users };
    }),
};
