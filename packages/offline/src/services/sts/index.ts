import { queryError, readParameters, textOf, xml } from "../../protocol/query";
import { type AwsResponse, type Call, type Location, notImplemented, type Service } from "../../protocol/service";

/** STS: who am I. GetCallerIdentity needs no permission. */
export class Sts implements Service {
  readonly name = "sts";
  readonly denialCode = "AccessDenied";
  readonly denialStatus = 403;
  readonly fail = queryError;

  constructor(private readonly location: Location) {}

  async handle({ request, requestId, callerArn }: Call): Promise<AwsResponse> {
    const action = textOf(await readParameters(request), "Action") ?? "";
    if (action !== "GetCallerIdentity") throw notImplemented("sts", action);
    const { account } = this.location;
    return xml(200, {
      GetCallerIdentityResponse: {
        "@_xmlns": "https://sts.amazonaws.com/doc/2011-06-15/",
        GetCallerIdentityResult: { Arn: callerArn, UserId: callerId(callerArn), Account: account },
        ResponseMetadata: { RequestId: requestId },
      },
    });
  }
}

/** The unique id of a caller: the root's is the account; a session's is the role's id and the session's name. */
export function callerId(callerArn: string): string {
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(callerArn) ?? [];
  return role === undefined ? (callerArn.split(":")[4] ?? "") : `${role}:${session}`;
}
