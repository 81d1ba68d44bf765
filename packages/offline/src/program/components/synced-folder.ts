import { join, resolve } from "node:path";
import { getType } from "mime";
import { optionalText, text } from "../../graph/graph";
import type { Component } from "./component";
import { filesIn } from "./files";

/**
 * `S3BucketFolder` of `@pulumi/synced-folder`: the files of a folder as a bucket's objects
 * (https://www.pulumi.com/registry/packages/synced-folder/). Whether Pulumi or AWS's command line puts them there
 * (`managedObjects`), they are there.
 */
export const syncedFolder: Component = ({ name, inputs }, maker) => {
  const folder = resolve(text(inputs, "path"));
  const isShown = (path: string): boolean => inputs.includeHiddenFiles === true || !/(^|\/)\./.test(path);
  for (const key of filesIn(folder, maker).filter(isShown)) {
    const contentType = getType(key) ?? undefined;
    const object = { bucket: text(inputs, "bucketName"), key, acl: optionalText(inputs, "acl"), contentType };
    maker.make("aws:s3/bucketObject:BucketObject", `${name}/${key}`, object, join(folder, key));
  }
  return { values: {}, resources: {} };
};
