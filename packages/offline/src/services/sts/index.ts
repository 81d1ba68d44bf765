import { callerId } from "../../protocol/identities";
import { awsService } from "../../protocol/operations";
import { queryProtocol } from "../../protocol/query";
import type { ServiceModule } from "../module";

const protocol = queryProtocol("https://sts.amazonaws.com/doc/2011-06-15/", { code: "AccessDenied", status: 403 });

/** STS: who am I. */
export const sts: ServiceModule = {
  name: "sts",
  resources: {},
  open: ({ account }) => ({
    aws: awsService("sts", protocol, {
      GetCallerIdentity: {
        members: [],
        // It needs no permission.
        access: () => [],
        run: (_, { callerArn }) => ({ Arn: callerArn, UserId: callerId(callerArn), Account: account }),
      },
    }),
  }),
};
