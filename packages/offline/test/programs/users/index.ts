import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A pool as a site has it: named by e-mail, made by whoever runs it, with an authenticator app for who wants one. */
const team = new aws.cognito.UserPool("team", {
  usernameAttributes: ["email"],
  usernameConfiguration: { caseSensitive: false },
  autoVerifiedAttributes: ["email"],
  adminCreateUserConfig: { allowAdminCreateUserOnly: true },
  mfaConfiguration: "OPTIONAL",
  softwareTokenMfaConfiguration: { enabled: true },
  passwordPolicy: { minimumLength: 12, requireLowercase: true, requireUppercase: true, requireNumbers: true },
});
const server = new aws.cognito.ResourceServer("api", {
  userPoolId: team.id,
  identifier: "team",
  name: "team",
  scopes: [{ scopeName: "api", scopeDescription: "All of it" }],
});
const domain = new aws.cognito.UserPoolDomain("team", { userPoolId: team.id, domain: "team-of-tests" });
for (const name of ["operators", "readers"]) new aws.cognito.UserGroup(name, { userPoolId: team.id, name });

/** The site that signs in by it, which is a site of the program's own. */
const bucket = new aws.s3.Bucket("pages", { bucket: "pages" });
const website = new aws.s3.BucketWebsiteConfiguration("pages", {
  bucket: bucket.id,
  indexDocument: { suffix: "index.html" },
});
const site = new aws.cognito.UserPoolClient("site", {
  userPoolId: team.id,
  allowedOauthFlowsUserPoolClient: true,
  allowedOauthFlows: ["code"],
  allowedOauthScopes: ["openid", "email", server.scopeIdentifiers[0]],
  callbackUrls: [pulumi.interpolate`https://${website.websiteEndpoint}/`],
  logoutUrls: [pulumi.interpolate`https://${website.websiteEndpoint}/`],
  explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
  refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 5 },
  preventUserExistenceErrors: "ENABLED",
  accessTokenValidity: 15,
  tokenValidityUnits: { accessToken: "minutes" },
});
/** A server's own client, with a secret. */
const worker = new aws.cognito.UserPoolClient("worker", {
  userPoolId: team.id,
  generateSecret: true,
  allowedOauthFlowsUserPoolClient: true,
  allowedOauthFlows: ["client_credentials"],
  allowedOauthScopes: [server.scopeIdentifiers[0]],
  explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
});

/** A pool where anybody signs up. */
const open = new aws.cognito.UserPool("open", {
  autoVerifiedAttributes: ["email"],
  schemas: [{ name: "email", attributeDataType: "String", required: true }],
});
new aws.cognito.UserPoolDomain("open", { userPoolId: open.id, domain: "open-to-all" });
const app = new aws.cognito.UserPoolClient("app", {
  userPoolId: open.id,
  allowedOauthFlowsUserPoolClient: true,
  allowedOauthFlows: ["code", "implicit"],
  allowedOauthScopes: ["openid", "profile", "aws.cognito.signin.user.admin"],
  callbackUrls: ["http://localhost:9/callback", "app://signed-in"],
  explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
});
const declared = new aws.cognito.User("ada", {
  userPoolId: open.id,
  username: "ada",
  password: "Analytical-1843",
  attributes: { email: "ada@example.org", email_verified: "true" },
});
const authors = new aws.cognito.UserGroup("authors", { userPoolId: open.id, name: "authors" });
new aws.cognito.UserInGroup("ada", { userPoolId: open.id, groupName: authors.name, username: declared.username });

/** A pool that nobody enters without an authenticator app. */
const guarded = new aws.cognito.UserPool("guarded", {
  adminCreateUserConfig: { allowAdminCreateUserOnly: true },
  mfaConfiguration: "ON",
  softwareTokenMfaConfiguration: { enabled: true },
});
new aws.cognito.UserPoolDomain("guarded", { userPoolId: guarded.id, domain: "behind-a-guard" });
const guardedApp = new aws.cognito.UserPoolClient("guarded", {
  userPoolId: guarded.id,
  allowedOauthFlowsUserPoolClient: true,
  allowedOauthFlows: ["code"],
  allowedOauthScopes: ["openid"],
  callbackUrls: ["http://localhost:9/callback"],
});

/** A function that asks Cognito, and may look at the users of one pool. */
const role = new aws.iam.Role("asker", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("asker", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "cognito-idp:AdminGetUser", Resource: open.arn }],
  }),
});
new aws.lambda.Function("asker", {
  name: "asker",
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "asker.handler",
  timeout: 20,
  code: new pulumi.asset.AssetArchive({ "asker.js": new pulumi.asset.FileAsset("asker.js") }),
});

/** What is not served. */
new aws.cognito.IdentityPool("credentials", { identityPoolName: "credentials", allowUnauthenticatedIdentities: true });

export const teamId = team.id;
export const teamArn = team.arn;
export const teamEndpoint = team.endpoint;
export const signInUrl = pulumi.interpolate`https://${domain.domain}.auth.eu-west-1.amazoncognito.com`;
export const siteUrl = pulumi.interpolate`https://${website.websiteEndpoint}/`;
export const siteClient = site.id;
export const workerClient = worker.id;
export const workerSecret = worker.clientSecret;
export const openId = open.id;
export const openUrl = "https://open-to-all.auth.eu-west-1.amazoncognito.com";
export const appClient = app.id;
export const ada = declared.sub;
export const guardedId = guarded.id;
export const guardedUrl = "https://behind-a-guard.auth.eu-west-1.amazoncognito.com";
export const guardedClient = guardedApp.id;
