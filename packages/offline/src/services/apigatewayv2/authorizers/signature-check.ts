import type { IncomingMessage } from "node:http";
import type { AccessControl } from "../../../protocol/access-control";
import { iamCaller } from "../../../protocol/http-event/iam-caller";
import type { Identities } from "../../../protocol/identities";
import { AwsError } from "../../../protocol/service";
import { SignedRequests } from "../../../protocol/signature/signed-requests";
import { type Authorized, AuthorizerRefusal } from "./authorized";

/** Lets in who signs requests for `execute-api` and may invoke the route. */
export class SignatureCheck {
  private readonly requests: SignedRequests;

  constructor(
    identities: Pick<Identities, "find">,
    private readonly accessControl: Pick<AccessControl, "authorize">,
    private readonly account: string,
  ) {
    this.requests = new SignedRequests(identities, "execute-api");
  }

  /** @throws AuthorizerRefusal */
  async authorize(message: IncomingMessage, body: Buffer, routeArn: string): Promise<Authorized> {
    try {
      const caller = await this.requests.signerOf(message, body);
      if (!caller) throw new AuthorizerRefusal(403);
      const access = [{ action: "execute-api:Invoke", resource: routeArn }];
      this.accessControl.authorize(caller, access, { headers: {} }, { code: "AccessDenied", status: 403 });
      return { kind: "iam", caller: iamCaller(caller, this.account) };
    } catch (error) {
      if (error instanceof AwsError) throw new AuthorizerRefusal(403);
      throw error;
    }
  }
}
