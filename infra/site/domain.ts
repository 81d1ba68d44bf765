import * as acm from "@pulumi/aws/acm";
import type * as cloudfront from "@pulumi/aws/cloudfront";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import type { DomainSettings } from "../settings/site";

/** Where CloudFront looks for certificates, whatever the stack's region. */
const region = "us-east-1";

/**
 * A certificate for a name, which a record in its hosted zone proves to be one's own.
 *
 * The region is the resources' own: so they go by the stack's provider, with its endpoints, keys and flags. A provider of
 * their own would read nothing of `aws:*`, and on an emulator reach AWS itself.
 *
 * @returns its ARN, once it is valid
 */
export function createCertificate(
  name: string,
  { name: domainName, hostedZone }: DomainSettings,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const certificate = new acm.Certificate(name, { domainName, validationMethod: "DNS", region }, opts);
  const proof = certificate.domainValidationOptions.apply(([option]) => {
    if (!option) throw new pulumi.RunError(`ACM asks for no record to prove that ${domainName} is one's own`);
    return option;
  });
  const record = new route53.Record(
    `${name}-validation`,
    {
      zoneId: hostedZone,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      // The same name may have been proven before, by another stack.
      allowOverwrite: true,
    },
    opts,
  );
  const arguments_ = { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn], region };
  return new acm.CertificateValidation(name, arguments_, opts).certificateArn;
}

/** Leads a name to a distribution, by both versions of the Internet Protocol. */
export function createAliases(
  name: string,
  domain: DomainSettings,
  distribution: cloudfront.Distribution,
  opts: pulumi.CustomResourceOptions,
): void {
  const { domainName, hostedZoneId } = distribution;
  const aliases = [{ name: domainName, zoneId: hostedZoneId, evaluateTargetHealth: false }];
  for (const type of ["A", "AAAA"]) {
    const record = { zoneId: domain.hostedZone, name: domain.name, type, aliases };
    new route53.Record(`${name}-${type.toLowerCase()}`, record, opts);
  }
}
