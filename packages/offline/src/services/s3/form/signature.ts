import { createHmac } from "node:crypto";
import { isSame } from "../../../protocol/signature/is-same";
import { refusal } from "../../../protocol/signature/refusals";
import { accessDenied, invalidArgument, S3Error } from "../errors";
import type { Signer, SignerOf } from "../../module";

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/**
 * Who signed a form ("Authenticating requests in browser-based uploads using POST", Amazon S3 API Reference): the policy
 * is the string to sign.
 *
 * @throws AccessDenied without a policy, InvalidArgument, InvalidAccessKeyId, InvalidToken, SignatureDoesNotMatch
 */
export function verifyForm(fields: Map<string, string>, signerOf: SignerOf): Signer & { region: string } {
  const policy = fields.get("policy");
  const signature = fields.get("x-amz-signature");
  if (policy === undefined || signature === undefined) throw accessDenied("Access Denied");
  if (fields.get("x-amz-algorithm") !== "AWS4-HMAC-SHA256")
    throw invalidArgument("Only AWS4-HMAC-SHA256 is supported", "X-Amz-Algorithm", fields.get("x-amz-algorithm") ?? "");
  const credential = fields.get("x-amz-credential") ?? "";
  const [, accessKeyId, date, region] = /^([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(credential) ?? [];
  if (accessKeyId === undefined || date === undefined || region === undefined)
    throw invalidArgument("the Credential is mal-formed", "X-Amz-Credential", credential);
  const signer = signerOf(accessKeyId);
  if (!signer) throw unknownKey(accessKeyId);
  const token = fields.get("x-amz-security-token");
  if (token !== undefined && token !== signer.sessionToken) throw refusal("s3", "token");
  const key = [region, "s3", "aws4_request"].reduce<Buffer>(hmac, hmac(`AWS4${signer.secret}`, date));
  if (!isSame(hmac(key, policy).toString("hex"), signature.toLowerCase())) throw refusal("s3", "mismatch");
  return { ...signer, region };
}

const unknownKey = (id: string): S3Error =>
  new S3Error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403, {
    AWSAccessKeyId: id,
  });
