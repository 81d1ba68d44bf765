import type { IncomingMessage } from "node:http";
import type { Identities, Identity } from "../identities";
import { signatureVerifier, type Verify } from "./verify";

/** Who signed requests that reach APIs and function URLs, and not the AWS endpoint. */
export class SignedRequests {
  private readonly verify: Verify;

  /** @param service the service that requests are signed for, as signatures name it */
  constructor(
    private readonly identities: Pick<Identities, "find">,
    private readonly service: string,
  ) {
    this.verify = signatureVerifier({ secretOf: (id) => identities.find(id)?.secretAccessKey });
  }

  /**
   * Who signed a request; undefined if its token is another's.
   *
   * @param body all of it: it is held against what was signed
   * @throws AwsError for a signature that is missing or wrong
   */
  async signerOf(message: IncomingMessage, body: Buffer): Promise<Identity | undefined> {
    const [, path = "/", query = ""] = /^([^?]*)\??(.*)$/s.exec(message.url ?? "/") ?? [];
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, value?.toString() ?? ""]),
    );
    const request = { method: message.method ?? "", path, query, headers, body: [body] };
    const { signer, request: verified } = await this.verify(request, this.service);
    // What is read is held against what was signed.
    for await (const _ of verified.body);
    const identity = this.identities.find(signer.accessKeyId);
    return (signer.sessionToken ?? identity?.sessionToken) === identity?.sessionToken ? identity : undefined;
  }
}
