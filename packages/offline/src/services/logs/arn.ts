import type { Location } from "../../protocol/service";

/** The ARN of a log group; in policies it ends in `:*`. */
export const logGroupArn = ({ region, account }: Location, group: string): string =>
  `arn:aws:logs:${region}:${account}:log-group:${group}`;

/** The ARN of a stream. With an empty name it is what IAM asks about for a whole group. */
export const logStreamArn = (location: Location, group: string, stream: string): string =>
  `${logGroupArn(location, group)}:log-stream:${stream}`;

/** The name in a log group's ARN. */
export const groupNameIn = (arn: string): string =>
  /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(arn)?.[1] ?? "";
