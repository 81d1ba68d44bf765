import { optionalText } from "../../../graph/graph";
import type { Computed, Naming } from "../../../graph/naming";
import { unknownValue } from "../../../graph/unknown";
import { objectArn } from "../request";
import { contentOf } from "./content";

/** The provider's own default; S3's is another. */
export const defaultContentType = "application/octet-stream";

/**
 * What the provider computes. The id of a version exists only once the object is written. Content in which the host's
 * address stands has another ETag once it is known.
 */
const computed =
  (idOf: (bucket: string, key: string) => string) =>
  (naming: Naming): Computed => {
    const { name, inputs } = naming;
    const bucket = String(inputs.bucket);
    const key = keyOf(name, inputs.key);
    return {
      id: idOf(bucket, key),
      bucket,
      key,
      arn: objectArn(bucket, key),
      etag: contentOf(naming).md5,
      contentType: optionalText(inputs, "contentType") ?? defaultContentType,
      storageClass: optionalText(inputs, "storageClass") ?? "STANDARD",
      serverSideEncryption: optionalText(inputs, "serverSideEncryption") ?? "AES256",
      versionId: unknownValue,
    };
  };

/** Since version 6.2 of the provider below Pulumi's, `aws_s3_object` has the bucket in its id (its issue 44433). */
export const computedObject = computed((bucket, key) => `${bucket}/${key}`);

export const computedOldObject = computed((_, key) => key);

/** Without a key the resource's name is the key. The provider tidies keys up as paths. */
export const keyOf = (name: string, key: unknown): string =>
  (typeof key === "string" ? key : name).replace(/^\.\//, "").replace(/^\/+/, "").replace(/\/+/g, "/");
