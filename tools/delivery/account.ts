import { readFileSync } from "node:fs";
import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parse } from "yaml";
import { UserError } from "../../packages/offline/src/errors";
import { passphraseParameter } from "../../infra/delivery/names";
import { causeOf } from "../aws-causes";
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
  const { Account = "" } = await new STSClient({ region }).send(new GetCallerIdentityCommand()).catch(fail);
  return Account;
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
  const Name = passphraseParameter(projectName());
  const region = env.AWS_REGION || stack.region;
  const { Parameter } = await new SSMClient({ region })
    .send(new GetParameterCommand({ Name, WithDecryption: true }))
    .catch((error: unknown) => {
      if (!(error instanceof ParameterNotFound)) return fail(error);
      throw new UserError(
        `there is no passphrase for the secrets of ${stack.name}, and no parameter ${Name} in ${region}; run: npm run bootstrap, or export PULUMI_CONFIG_PASSPHRASE_FILE=PATH`,
      );
    });
  env.PULUMI_CONFIG_PASSPHRASE = Parameter?.Value;
}

function fail(error: unknown): never {
  throw causeOf(error, "use those of who deploys");
}

/** The name of the project. */
function projectName(): string {
  const { name } = propertiesOf(parse(readFileSync("Pulumi.yaml", "utf8")));
  return String(name);
}
