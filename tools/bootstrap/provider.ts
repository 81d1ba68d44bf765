import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { audience, githubIssuer, githubProviderArn } from "../../infra/delivery/names";
import { UserError } from "../../packages/offline/src/errors";
import { orMissing, type Step } from "./step";

/**
 * The OIDC provider by which AWS trusts GitHub's tokens; an account has one for an issuer, which others may use as well. It
 * has no thumbprint: AWS checks GitHub's certificate by its own list of authorities
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html).
 *
 * @param arn the provider to use: one of GitHub's own issuer is made where it is missing, any other has to be there
 */
export function providerStep(iam: IAMClient, arn: string, account: string): Step {
  const find = () =>
    orMissing(
      iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })),
      "NoSuchEntityException",
    );
  return {
    async pending() {
      const found = await find();
      if (!found && arn !== githubProviderArn(account)) {
        throw new UserError(`there is no OIDC provider ${arn}: correct atelier:githubProvider, or leave it out`);
      }
      if (!found) return `make the OIDC provider ${githubIssuer}, by which AWS trusts GitHub's workflows`;
      return found.ClientIDList?.includes(audience) ? undefined : `let the OIDC provider ${arn} sign for ${audience}`;
    },
    async make() {
      if (await find()) {
        const client = { OpenIDConnectProviderArn: arn, ClientID: audience };
        await iam.send(new AddClientIDToOpenIDConnectProviderCommand(client));
      } else {
        const provider = { Url: `https://${githubIssuer}`, ClientIDList: [audience] };
        await iam.send(new CreateOpenIDConnectProviderCommand(provider));
      }
    },
  };
}
