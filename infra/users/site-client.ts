import * as cognito from "@pulumi/aws/cognito";
import * as pulumi from "@pulumi/pulumi";
import { pageAddresses } from "../site/files";
import { siteScopes } from "./scopes";

/**
 * The site's way to sign people in: a public client, as a browser keeps no secret, by authorization code with PKCE, and
 * back to the site's own pages alone.
 *
 * Each renewal gives a new refresh token and ends the one before, which hence shows when one was stolen. All end a day after
 * the sign-in: rotation does not make that longer
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html).
 */
export function createSiteClient(
  name: string,
  { userPool, siteUrl }: { userPool: cognito.UserPool; siteUrl: pulumi.Output<string> },
  opts: pulumi.CustomResourceOptions,
): cognito.UserPoolClient {
  return new cognito.UserPoolClient(
    name,
    {
      userPoolId: userPool.id,
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: siteScopes,
      supportedIdentityProviders: ["COGNITO"],
      // Each page is a document of its own, that signs in by itself.
      callbackUrls: Object.keys(pageAddresses).map((path) => pulumi.concat(siteUrl, path)),
      logoutUrls: [pulumi.concat(siteUrl, "/")],
      accessTokenValidity: 15,
      idTokenValidity: 15,
      refreshTokenValidity: 1,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "days" },
      // A page that lost an answer may ask again with the token that it has.
      refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 10 },
      // Cognito takes no empty list, and by default those that rotation forbids: this is the one that shows no password.
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      enableTokenRevocation: true,
      preventUserExistenceErrors: "ENABLED",
      readAttributes: ["email", "email_verified"],
      writeAttributes: ["email"],
    },
    opts,
  );
}
