import * as cognito from "@pulumi/aws/cognito";
import type * as pulumi from "@pulumi/pulumi";

export interface PoolArgs {
  /** Whether anybody may make a user of their own. */
  selfSignUp: boolean;
  /** Whether it refuses to be deleted with its users. */
  deletionProtection: boolean;
}

/**
 * People with their e-mail address for a name. The plan is the cheapest that rotates refresh tokens, and free for ten
 * thousand people a month; threat protection, which costs from the first, is of a dearer one
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html).
 */
export function createPool(
  name: string,
  { selfSignUp, deletionProtection }: PoolArgs,
  opts: pulumi.CustomResourceOptions,
): cognito.UserPool {
  return new cognito.UserPool(
    name,
    {
      userPoolTier: "ESSENTIALS",
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      // A new address counts once a code that was sent to it came back; until then the former one does.
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ["email"] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: !selfSignUp },
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: true,
        temporaryPasswordValidityDays: 7,
      },
      mfaConfiguration: "OPTIONAL",
      softwareTokenMfaConfiguration: { enabled: true },
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      deletionProtection: deletionProtection ? "ACTIVE" : "INACTIVE",
    },
    opts,
  );
}
