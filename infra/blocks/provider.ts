import { Provider } from "@pulumi/aws/provider";
import * as config from "@pulumi/aws/config";
import * as pulumi from "@pulumi/pulumi";

/**
 * A provider for another region than the stack's.
 *
 * A provider that a program makes reads nothing of `aws:*`, and on an emulator would reach AWS itself: it is given all that
 * the stack says of keys, endpoints and checks, and differs in the region alone. Keys stay secret, as they are in the
 * stack's configuration.
 */
export function createProvider(name: string, region: string, opts: pulumi.CustomResourceOptions): Provider {
  const secrets = new pulumi.Config("aws");
  return new Provider(
    name,
    {
      region,
      accessKey: secrets.getSecret("accessKey"),
      secretKey: secrets.getSecret("secretKey"),
      token: secrets.getSecret("token"),
      profile: config.profile,
      sharedConfigFiles: config.sharedConfigFiles,
      sharedCredentialsFiles: config.sharedCredentialsFiles,
      assumeRoles: config.assumeRoles,
      assumeRoleWithWebIdentity: config.assumeRoleWithWebIdentity,
      allowedAccountIds: config.allowedAccountIds,
      forbiddenAccountIds: config.forbiddenAccountIds,
      endpoints: config.endpoints,
      s3UsePathStyle: config.s3UsePathStyle,
      skipCredentialsValidation: config.skipCredentialsValidation,
      skipMetadataApiCheck: config.skipMetadataApiCheck,
      skipRegionValidation: config.skipRegionValidation,
      skipRequestingAccountId: config.skipRequestingAccountId,
      defaultTags: config.defaultTags,
      ignoreTags: config.ignoreTags,
      maxRetries: config.maxRetries,
      retryMode: config.retryMode,
      customCaBundle: config.customCaBundle,
      httpProxy: config.httpProxy,
      httpsProxy: config.httpsProxy,
      noProxy: config.noProxy,
      insecure: config.insecure,
      useDualstackEndpoint: config.useDualstackEndpoint,
      useFipsEndpoint: config.useFipsEndpoint,
    },
    opts,
  );
}
