import { AwsError } from "../service";

/** Why a signature is refused. */
export type Reason =
  /** There is none. */
  | "missing"
  /** The `Authorization` header lacks a part or is no such header at all. */
  | "incomplete"
  /** A presigned URL's parameters lack one, or one is out of its range. */
  | "badQuery"
  | "unknownKey"
  /** A session token that does not belong to the key. */
  | "token"
  | "mismatch"
  /** `host` or an `x-amz-*` header is not among the signed ones. */
  | "unsignedHeader"
  /** The credential is for another day or service, or not for Signature Version 4. */
  | "scope"
  /** The request's time is more than 15 minutes from now. */
  | "skewed"
  /** A presigned URL's time is over. */
  | "expired";

type Refusal = readonly [code: string, status: number, message: string];
type Family = Readonly<Record<Reason, Refusal>>;

/** Most services use four codes and tell in the message what it was. */
function family(codes: Record<"missing" | "incomplete" | "unknownKey" | "mismatch", string>, status: number): Family {
  const incomplete: Refusal = [codes.incomplete, 400, "The request signature does not conform to AWS standards."];
  const invalidToken: Refusal = [codes.unknownKey, status, "The security token included in the request is invalid."];
  const mismatch: Refusal = [
    codes.mismatch,
    status,
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key " +
      "and signing method. Consult the service documentation for details.",
  ];
  return {
    missing: [codes.missing, status, "Missing Authentication Token"],
    incomplete,
    badQuery: incomplete,
    unknownKey: invalidToken,
    token: invalidToken,
    mismatch,
    unsignedHeader: mismatch,
    scope: mismatch,
    skewed: mismatch,
    expired: mismatch,
  };
}

/** STS, IAM and the other services of the query protocol, and whatever is not named below. */
const query = family(
  {
    missing: "MissingAuthenticationToken",
    incomplete: "IncompleteSignature",
    unknownKey: "InvalidClientTokenId",
    mismatch: "SignatureDoesNotMatch",
  },
  403,
);

const jsonCodes = {
  missing: "MissingAuthenticationTokenException",
  incomplete: "IncompleteSignatureException",
  unknownKey: "UnrecognizedClientException",
  mismatch: "InvalidSignatureException",
} as const;
const json = family(jsonCodes, 400);
const restJson = family(jsonCodes, 403);

const notValidated: Refusal = ["AuthFailure", 401, "AWS was not able to validate the provided access credentials"];
const requestExpired: Refusal = ["RequestExpired", 400, "Request has expired."];

/** Source: "Error codes for the Amazon EC2 API". */
const ec2: Family = {
  ...query,
  unknownKey: notValidated,
  token: notValidated,
  mismatch: notValidated,
  unsignedHeader: notValidated,
  scope: notValidated,
  skewed: requestExpired,
  expired: requestExpired,
};

/** Source: "Error responses" in the Amazon S3 API reference. */
const s3: Family = {
  missing: ["AccessDenied", 403, "Access Denied"],
  incomplete: [
    "AuthorizationHeaderMalformed",
    400,
    "The authorization header is malformed; the authorization header requires three components: Credential, " +
      "SignedHeaders, and Signature.",
  ],
  badQuery: [
    "AuthorizationQueryParametersError",
    400,
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, " +
      "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
  ],
  unknownKey: ["InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."],
  token: ["InvalidToken", 400, "The provided token is malformed or otherwise invalid."],
  mismatch: [
    "SignatureDoesNotMatch",
    403,
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  ],
  unsignedHeader: ["AccessDenied", 403, "There were headers present in the request which were not signed"],
  scope: [
    "AuthorizationHeaderMalformed",
    400,
    "The authorization header is malformed; the Credential is mal-formed; expecting " +
      '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
  ],
  skewed: ["RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large."],
  expired: ["AccessDenied", 403, "Request has expired"],
};

/** By the service's name in a credential scope. To add one that speaks JSON: its name, here. */
const families = new Map<string, Family>([
  ["ec2", ec2],
  ["s3", s3],
  ...["dynamodb", "ecs", "events", "kms", "logs", "monitoring", "secretsmanager", "sqs", "ssm", "states"].map(
    (name) => [name, json] as const,
  ),
  ...["apigateway", "execute-api", "lambda", "scheduler"].map((name) => [name, restJson] as const),
]);

/**
 * The error that a service answers a request with that it does not believe.
 *
 * @param detail what is wrong with this request, in AWS's words; EC2 and S3 keep to fixed sentences, except that S3
 * explains the parameters of a presigned URL
 */
export function refusal(service: string, reason: Reason, detail?: string): AwsError {
  const known = families.get(service) ?? query;
  const [code, status, message] = known[reason];
  const explains = (known !== ec2 && known !== s3) || reason === "badQuery";
  return new AwsError(code, explains && detail ? detail : message, status);
}
