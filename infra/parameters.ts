import type * as s3 from "@pulumi/aws/s3";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";

/** What other programs are told of the stack. */
export interface ParametersArgs {
  /** Base address of the API. */
  apiUrl: pulumi.Input<string>;
  /** Address of the site. */
  siteUrl: pulumi.Input<string>;
  /** Name of the bucket that keeps backups. */
  archiveBucket: pulumi.Input<string>;
  /** By the names that they have in the program: their physical ones are others in another stack. */
  buckets: Record<string, s3.Bucket>;
}

/** A parameter that other programs read. */
interface Told {
  /** Its name below the stack's path. */
  key: string;
  description: string;
  value: pulumi.Input<string>;
}

/**
 * What other programs may want to know of the stack, in Parameter Store below `/{project}/{stack}/`: they find it by a name
 * that stays. Nothing of it is secret, and standard parameters cost nothing.
 *
 * Secrets go the other way: a person puts them, as SecureStrings, and functions read them at run time by name.
 */
export class Parameters extends pulumi.ComponentResource {
  constructor(name: string, args: ParametersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:parameters:Parameters", name, {}, opts);
    const { apiUrl, siteUrl, archiveBucket, buckets } = args;
    const path = `/${pulumi.getProject()}/${pulumi.getStack()}`;
    const told: Told[] = [
      { key: "apiUrl", description: "Base address of the API", value: apiUrl },
      { key: "siteUrl", description: "Address of the site", value: siteUrl },
      ...Object.entries(buckets).map(([bucket, { bucket: value }]) => ({
        key: `buckets/${bucket}`,
        description: `Name of the bucket ${bucket}`,
        value,
      })),
      { key: "buckets/backups-archive", description: "Name of the bucket that keeps backups", value: archiveBucket },
    ];
    for (const { key, description, value } of told) {
      new ssm.Parameter(
        `${name}-${key}`,
        // The provider keeps `value` for a secret: previews would not show it.
        { name: `${path}/${key}`, description, type: "String", tier: "Standard", insecureValue: value },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
