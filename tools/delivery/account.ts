import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { UserError } from "../../packages/offline/src/errors";
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
 * Takes the state's passphrase out of the account's Parameter Store, where `npm run bootstrap` has put it and the variable
 * `PULUMI_PASSPHRASE_PARAMETER` names it; what the shell says itself comes first.
 */
async function providePassphrase({ name, region }: Stack): Promise<void> {
  const { env } = process;
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE) return;
  const { PULUMI_PASSPHRASE_PARAMETER: parameter } = env;
  // Pulumi's own service keeps its secrets by itself.
  if (!parameter && !env.PULUMI_BACKEND_URL) return;
  if (!parameter) {
    throw new UserError(
      `there is no passphrase for the secrets of ${name}; export PULUMI_CONFIG_PASSPHRASE_FILE=PATH, or PULUMI_PASSPHRASE_PARAMETER with the name that npm run bootstrap has printed`,
    );
  }
  try {
    const read = new GetParameterCommand({ Name: parameter, WithDecryption: true });
    const { Parameter } = await new SSMClient({ region }).send(read);
    env.PULUMI_CONFIG_PASSPHRASE = Parameter?.Value;
  } catch (error) {
    if (hasName(error, "ParameterNotFound"))
      throw new UserError(`Parameter Store has no ${parameter} in ${region}; run: npm run bootstrap`);
    if (hasName(error, "AccessDeniedException"))
      throw new UserError(`these credentials may not read the parameter ${parameter}; use those that deploy`);
    throw error;
  }
}

const hasName = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);
