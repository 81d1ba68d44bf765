import { join } from "node:path";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { SiteConfig } from "../../site/config";
import type { Api } from "../api/api";
import { PrivateBucket } from "../blocks/bucket";
import type { Settings } from "../settings";
import { createDistribution } from "./distribution";
import { createAliases, createCertificate } from "./domain";
import { notFoundPage, type SiteFile, siteFiles } from "./files";
import { createWebsite, emulatedWebsite } from "./website";

export interface SiteArgs {
  api: Api;
  /** Whose images the pages show, and into which they upload. */
  uploads: s3.Bucket[];
  /** What the pages are told besides: see {@link SiteConfig}. */
  told: Pick<SiteConfig, "version" | "dashboardUrl" | "logsUrl">;
  settings: Settings;
}

/** The pages that people use: by CloudFront with the API below `/api`, or by the bucket's own website. */
export class Site extends pulumi.ComponentResource {
  /** Address of the site, without a slash at its end. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: SiteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:site:Site", name, {}, opts);
    const { api, uploads, told, settings } = args;
    const { cdn, domain } = settings.site;
    const parent = { parent: this };

    const bucket = new s3.Bucket(`${name}-pages`, { forceDestroy: true }, parent);
    this.url = cdn ? distribute() : serveWebsite();
    keepFiles();
    this.registerOutputs({ url: this.url });

    function distribute(): pulumi.Output<string> {
      const certified = domain && { ...domain, certificateArn: createCertificate(name, domain, parent) };
      const distribution = createDistribution(name, { pages: bucket, uploads, api, domain: certified }, parent);
      const access = { bucket, distribution: distribution.arn, forceDestroy: true, settings };
      new PrivateBucket(`${name}-pages`, access, parent);
      if (domain) createAliases(name, domain, distribution, parent);
      return pulumi.interpolate`https://${domain?.name ?? distribution.domainName}`;
    }

    function serveWebsite(): pulumi.Output<string> {
      const host = createWebsite(`${name}-pages`, bucket, parent);
      const { emulatorUrl } = settings;
      return emulatorUrl
        ? bucket.bucket.apply((id) => emulatedWebsite(id, emulatorUrl))
        : pulumi.interpolate`http://${host}`;
    }

    /** Pages come last: what they name is there when they are. */
    function keepFiles(): void {
      const files = siteFiles(join(__dirname, "..", "..", "site"));
      const assets = files.filter(({ isHashed }) => isHashed).map((file) => keep(file));
      const config = {
        apiUrl: cdn ? "/api" : api.url,
        environment: settings.environment,
        apiKeyRequired: settings.apiKeyRequired,
        signIn: undefined,
        ...told,
      } satisfies pulumi.Inputs & Record<keyof SiteConfig, unknown>;
      const content = pulumi.jsonStringify(config);
      const configuration = keep({ key: "config.json", content, contentType: "application/json", isHashed: false });
      for (const page of files.filter(({ isHashed }) => !isHashed)) keep(page, [...assets, configuration]);
    }

    function keep(
      { key, content, contentType, isHashed }: Omit<SiteFile, "content"> & { content: pulumi.Input<string> },
      dependsOn: pulumi.Resource[] = [],
    ): s3.BucketObjectv2 {
      return new s3.BucketObjectv2(
        `${name}-${key}`,
        {
          bucket: bucket.id,
          key,
          content,
          contentType,
          cacheControl: isHashed ? "public, max-age=31536000, immutable" : "no-cache",
          // Where a distribution serves it, a function makes its status of this.
          metadata: key === notFoundPage ? { status: "404" } : undefined,
        },
        { ...parent, dependsOn },
      );
    }
  }
}
