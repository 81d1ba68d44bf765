import * as cognito from "@pulumi/aws/cognito";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import { groups } from "../../functions/kit/caller";
import type { Settings } from "../settings";
import type { SignInSettings } from "../settings/sign-in";
import { createSiteClient } from "./site-client";
import { domainAddress, domainPrefix } from "./domain";
import { createPool } from "./pool";
import { resourceServer, siteScopes } from "./scopes";

export interface UsersArgs {
  signIn: SignInSettings;
  settings: Pick<Settings, "region" | "deletionProtection">;
}

/** What a page has to know to sign people in. */
export interface SignIn {
  /** What the pool's tokens name as their `iss`. */
  issuer: pulumi.Output<string>;
  /** Base address of the hosted pages, without a slash at its end. */
  url: pulumi.Output<string>;
  clientId: pulumi.Output<string>;
  scopes: string[];
}

/** Who may come in: a pool of users with its groups, and the pages where they sign in. */
export class Users extends pulumi.ComponentResource {
  readonly poolId: pulumi.Output<string>;
  readonly poolArn: pulumi.Output<string>;
  readonly signIn: SignIn;
  /** Lets the site sign people in, which is known once the site is declared; without it the API's stage waits for ever. */
  readonly admit: (siteUrl: pulumi.Output<string>) => void;

  constructor(name: string, args: UsersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:users:Users", name, {}, opts);
    const { signIn, settings } = args;
    const parent = { parent: this };

    const pool = createPool(name, { ...signIn, ...settings }, parent);
    const server = createResourceServer();
    createGroups();
    const domain = createDomain();
    // The API's stage names the client, the client the site, and the site is behind the API.
    const [clientId, resolve] = pulumi.deferredOutput<string>();

    this.poolId = pool.id;
    this.poolArn = pool.arn;
    this.signIn = {
      issuer: pulumi.interpolate`https://cognito-idp.${settings.region}.amazonaws.com/${pool.id}`,
      url: addressOf(domain),
      clientId,
      scopes: siteScopes,
    };
    this.admit = (siteUrl) =>
      // It names the resource server's scope, which has to be there.
      resolve(createSiteClient(`${name}-site`, { userPool: pool, siteUrl }, { ...parent, dependsOn: [server] }).id);
    this.registerOutputs({ poolId: this.poolId });

    function createResourceServer(): cognito.ResourceServer {
      const { identifier, scope } = resourceServer;
      return new cognito.ResourceServer(
        name,
        {
          userPoolId: pool.id,
          identifier,
          name: identifier,
          scopes: [{ scopeName: scope, scopeDescription: "Call the API" }],
        },
        parent,
      );
    }

    function createGroups(): void {
      for (const [group, description] of Object.entries(groups)) {
        new cognito.UserGroup(`${name}-${group}`, { userPoolId: pool.id, name: group, description }, parent);
      }
    }

    function createDomain(): cognito.UserPoolDomain {
      const { accountId } = getCallerIdentityOutput({}, parent);
      const prefix = accountId.apply((account) => domainPrefix(pulumi.getProject(), pulumi.getStack(), account));
      // The classic pages need no design of their own, which the newer ones refuse to be shown without.
      return new cognito.UserPoolDomain(name, { userPoolId: pool.id, domain: prefix, managedLoginVersion: 1 }, parent);
    }

    function addressOf({ domain: prefix }: cognito.UserPoolDomain): pulumi.Output<string> {
      return signIn.url ? pulumi.output(signIn.url) : prefix.apply((one) => domainAddress(one, settings.region));
    }
  }
}
