import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import type { Api } from "../api/api";
import { createProvider } from "../blocks/provider";
import type { Settings } from "../settings";
import type { FirewallSettings } from "../settings/firewall";
import { createLogs, secretHeaders } from "./logs";
import { rulesOf, visibility } from "./rules";

export interface FirewallArgs {
  /** What it stands before. */
  api: Api;
  firewall: FirewallSettings;
  settings: Pick<Settings, "region" | "site" | "logRetentionDays">;
}

/** Where WAF wants what stands before CloudFront, whatever the stack's region. */
const edgeRegion = "us-east-1";

/**
 * A web application firewall before the API's stage, and before CloudFront where that serves the site. The rate rule is in
 * the one that sees people's own addresses: behind CloudFront the stage sees those of its edges.
 */
export class Firewall extends pulumi.ComponentResource {
  /** ARN of the web ACL for the distribution; undefined where there is none. */
  readonly edgeArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:firewall:Firewall", name, {}, opts);
    const { api, firewall, settings } = args;
    const { cdn } = settings.site;
    const parent = { parent: this };

    const stage = createWebAcl("api", "REGIONAL", settings.region, cdn ? undefined : firewall.rate, parent);
    new wafv2.WebAclAssociation(`${name}-api`, { resourceArn: api.stageArn, webAclArn: stage.arn }, parent);
    this.edgeArn = cdn ? createAtEdge().arn : undefined;
    this.registerOutputs({ edgeArn: this.edgeArn });

    function createAtEdge(): wafv2.WebAcl {
      const isHere = settings.region === edgeRegion;
      const provider = isHere ? undefined : createProvider(`${name}-${edgeRegion}`, edgeRegion, parent);
      return createWebAcl("site", "CLOUDFRONT", edgeRegion, firewall.rate, { ...parent, provider });
    }

    function createWebAcl(
      what: string,
      scope: "REGIONAL" | "CLOUDFRONT",
      region: string,
      rate: number | undefined,
      resourceOpts: pulumi.CustomResourceOptions,
    ): wafv2.WebAcl {
      const full = `${name}-${what}`;
      const webAcl = new wafv2.WebAcl(
        full,
        {
          scope,
          description: `${pulumi.getProject()}/${pulumi.getStack()}`,
          defaultAction: { allow: {} },
          rules: rulesOf(full, rate),
          visibilityConfig: visibility(full),
          dataProtectionConfig: { dataProtections: [substituted] },
        },
        resourceOpts,
      );
      createLogs(full, { webAcl, region, retentionInDays: settings.logRetentionDays }, resourceOpts);
      return webAcl;
    }
  }
}

/** Samples, which the console shows, are not held by what logs leave out. */
const substituted = {
  action: "SUBSTITUTION",
  field: { fieldType: "SINGLE_HEADER", fieldKeys: [...secretHeaders] },
};
