import { callerId } from "../../../protocol/identities";
import { AwsError } from "../../../protocol/service";
import type { SignedRequests } from "../../../protocol/signature/signed-requests";
import { Refusal } from "../refusal";
import type { ResourcePolicyCheck } from "../resource-policy";
import type { Asking, Authorized, Authorizer } from "./authorizer";

/** What guards the methods whose authorization is IAM's, among the authorizers of a stage. No scheme can have this name. */
export const iamAuthorizer = "AWS_IAM";

export interface SignatureAuthorizerOptions {
  requests: SignedRequests;
  policy: Pick<ResourcePolicyCheck, "checkCaller">;
  account: string;
}

/** Lets in who signs requests for `execute-api` and may invoke the method, by their own policies and the API's. */
export class SignatureAuthorizer implements Authorizer {
  constructor(private readonly options: SignatureAuthorizerOptions) {}

  async authorize({ message, path, wholeBody }: Asking): Promise<Authorized> {
    const { requests, policy, account } = this.options;
    if (message.headers.authorization === undefined && !/[?&]X-Amz-Signature=/.test(message.url ?? ""))
      throw new Refusal("MISSING_AUTHENTICATION_TOKEN");
    const caller = await requests.signerOf(message, await wholeBody()).catch((error: unknown) => {
      if (error instanceof AwsError) throw new Refusal("INVALID_SIGNATURE", { message: error.message });
      throw error;
    });
    if (!caller)
      throw new Refusal("INVALID_SIGNATURE", { message: "The security token included in the request is invalid." });
    policy.checkCaller(caller, message, path);
    const { accessKeyId: accessKey, callerArn: userArn } = caller;
    const id = callerId(userArn);
    return { signer: { accessKey, accountId: account, caller: id, user: id, userArn } };
  }
}
