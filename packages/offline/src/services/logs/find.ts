import { noSuchGroup, noSuchStream } from "./errors";
import type { LogGroup, LogStream } from "./store/group";
import type { LogStore } from "./store/store";

/** @throws AwsError `ResourceNotFoundException` */
export function findGroup(store: LogStore, name: string): LogGroup {
  const group = store.find(name);
  if (!group) throw noSuchGroup();
  return group;
}

/** @throws AwsError `ResourceNotFoundException` */
export function findStream(group: LogGroup, name: string): LogStream {
  const stream = group.stream(name);
  if (!stream) throw noSuchStream();
  return stream;
}
