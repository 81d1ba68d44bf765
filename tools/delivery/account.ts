import { readFileSync } from "node:fs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parse } from "yaml";
import { UserError } from "../../packages/offline/src/errors";
import { propertiesOf } from "../json";
import { hasBackend } from "../pulumi/cli";
import type { Stack } from "../pulumi/stack";

// The SDK would tell whoever deploys of a Node.js that its later versions will not support.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/**
 * Makes sure that AWS can be deployed to: that it knows who deploys, where the state is, and how its secrets are read.
 *
 * @returns account and region, for people
 * @throws UserError naming what is missing and what to do
 */
export async function requireAccount(stack: Stack): Promise<string> {
  const { region, name } = stack;
  const account = await accountAt(region);
  if (!hasBackend()) {
    throw new UserError(
      `nothing says where the state of ${name} is kept; run: npm run bootstrap, or npx pulumi login, or export PULUMI_BACKEND_URL=s3://YOUR-BUCKET`,
    );
  }
  await providePassphrase(stack);
  return `account ${account}, ${region}`;
}

async function accountAt(region: string): Promise<string> {
  try {
    const { Account = "" } = await new STSClient({ region }).send(new GetCallerIdentityCommand());
    return Account;
  } catch (error) {
    if (hasName(error, "CredentialsProviderError")) {
      throw new UserError("there are no credentials for AWS; run: aws configure sso, then export AWS_PROFILE=NAME");
    }
    if (hasName(error, "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"))
      throw new UserError("AWS does not take these credentials, or no longer; run: aws sso login");
    throw error;
  }
}

/**
 * Takes the state's passphrase out of Parameter Store, where `npm run bootstrap` has put it beside the state's bucket. What
 * the shell says comes first.
 */
async function providePassphrase(stack: Stack): Promise<void> {
  const { env } = process;
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE) return;
  // Pulumi's own service keeps secrets by itself.
  if (!env.PULUMI_BACKEND_URL) return;
  const Name = passphraseParameter();
  const region = env.AWS_REGION || stack.region;
  try {
    const { Parameter } = await new SSMClient({ region }).send(new GetParameterCommand({ Name, WithDecryption: true }));
    env.PULUMI_CONFIG_PASSPHRASE = Parameter?.Value;
  } catch (error) {
    if (hasName(error, "ParameterNotFound")) {
      throw new UserError(
        `there is no passphrase for the secrets of ${stack.name}, and no parameter ${Name} in ${region}; run: npm run bootstrap, or export PULUMI_CONFIG_PASSPHRASE_FILE=PATH`,
      );
    }
    if (hasName(error, "AccessDeniedException"))
      throw new UserError(`these credentials may not read the parameter ${Name}; use those that deploy`);
    throw error;
  }
}

/** The SecureString that holds it, by the project's name. */
function passphraseParameter(): string {
  const { name } = propertiesOf(parse(readFileSync("Pulumi.yaml", "utf8")));
  return `/${String(name)}/delivery/passphrase`;
}

const hasName = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);
