import { optionalText, type Properties, texts } from "../../graph/graph";
import type { Location } from "../../protocol/service";
import { logGroupArn, logStreamArn } from "./arn";
import { invalidParameter } from "./errors";
import { findGroup } from "./find";
import { groupReadBy, numberOf, prefixOf, tokenOf } from "./input";
import { listingPage } from "./listing";
import type { LogGroup, LogStream } from "./store/group";
import type { LogStore } from "./store/store";

const limitOf = (input: Properties): number => numberOf(input, "limit", 1, 50) ?? 50;

/** `DescribeLogGroups`, by name. */
export function describeLogGroups(store: LogStore, input: Properties, location: Location): object {
  const isWanted = groupFilter(input);
  const { page, nextToken } = listingPage(store.all().filter(isWanted), {
    keyOf: ({ settings }) => settings.name,
    limit: limitOf(input),
    token: tokenOf(input),
  });
  const logGroups = page.map((group) => {
    const { creationTime, settings } = group;
    const { name, retentionInDays, logGroupClass } = settings;
    const arn = logGroupArn(location, name);
    return {
      ...{ logGroupName: name, creationTime, retentionInDays, metricFilterCount: 0, arn: `${arn}:*` },
      ...{ storedBytes: store.bytesOf(group), logGroupClass, logGroupArn: arn },
    };
  });
  return { logGroups, nextToken };
}

function groupFilter(input: Properties): (group: LogGroup) => boolean {
  const prefix = prefixOf(input, "logGroupNamePrefix");
  const [part, logGroupClass] = [optionalText(input, "logGroupNamePattern"), input.logGroupClass];
  if (prefix !== undefined && part !== undefined) {
    throw invalidParameter("Only one of logGroupNamePrefix and logGroupNamePattern can be given.");
  }
  const names = texts(input, "logGroupIdentifiers").map((one) => groupReadBy({ logGroupIdentifier: one }));
  return ({ settings }) =>
    settings.name.startsWith(prefix ?? "") &&
    settings.name.includes(part ?? "") &&
    (names.length === 0 || names.includes(settings.name)) &&
    (logGroupClass === undefined || settings.logGroupClass === logGroupClass);
}

/** `DescribeLogStreams`, by name or by the time of the last event. */
export function describeLogStreams(store: LogStore, input: Properties, location: Location): object {
  const group = findGroup(store, groupReadBy(input));
  const prefix = prefixOf(input, "logStreamNamePrefix");
  const isByTime = input.orderBy === "LastEventTime";
  if (isByTime && prefix !== undefined) {
    throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  }
  const { page, nextToken } = listingPage(
    group.streams().filter(({ name }) => name.startsWith(prefix ?? "")),
    {
      keyOf: ({ name, lastEventTimestamp = 0 }) =>
        (isByTime ? `${String(lastEventTimestamp).padStart(16, "0")} ` : "") + name,
      descending: input.descending === true,
      limit: limitOf(input),
      token: tokenOf(input),
    },
  );
  const arnOf = ({ name }: LogStream) => logStreamArn(location, group.settings.name, name);
  return { logStreams: page.map((stream) => ({ ...descriptionOf(stream), arn: arnOf(stream) })), nextToken };
}

/** CloudWatch no longer counts a stream's bytes. */
const descriptionOf = ({ name, ...times }: LogStream) => ({ logStreamName: name, ...times, storedBytes: 0 });
