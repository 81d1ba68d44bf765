import { callerId, type Identity } from "../identities";

/** What events in payload format 2.0 say of who signed a request: `requestContext.authorizer.iam`. */
export const iamCaller = ({ accessKeyId, callerArn }: Identity, account: string) => ({
  accessKey: accessKeyId,
  accountId: account,
  callerId: callerId(callerArn),
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: callerArn,
  userId: callerId(callerArn),
});
