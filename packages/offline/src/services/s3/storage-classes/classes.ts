import { notImplemented } from "../../../protocol/service";
import { S3Error } from "../errors";

/** The classes that objects can be in; each that follows is for bytes that are read less often. */
export const storageClasses = [
  ...(["STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR"] as const),
  ...(["GLACIER", "DEEP_ARCHIVE"] as const),
] as const;

export type StorageClass = (typeof storageClasses)[number];

export const isStorageClass = (name: unknown): name is StorageClass => storageClasses.some((one) => one === name);

/** Classes that AWS has, of other kinds of buckets or out of use. */
const elsewhere = ["REDUCED_REDUNDANCY", "OUTPOSTS", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS", "FSX_ONTAP"];

/**
 * The class that an upload asks for; undefined for `STANDARD`, in which everything is that asks for none.
 *
 * @throws InvalidStorageClass; NotImplemented for a class that is not embedded
 */
export function readStorageClass(headers: Record<string, string>): StorageClass | undefined {
  const name = headers["x-amz-storage-class"] ?? "STANDARD";
  if (elsewhere.includes(name)) throw notImplemented("s3", `storage class ${name}`);
  if (!isStorageClass(name)) throw new S3Error("InvalidStorageClass", "The storage class you specified is not valid");
  return name === "STANDARD" ? undefined : name;
}

/** The classes whose objects must be restored before they can be read. */
export type ArchiveClass = "GLACIER" | "DEEP_ARCHIVE";

export const isArchive = (name: StorageClass | undefined): name is ArchiveClass =>
  name === "GLACIER" || name === "DEEP_ARCHIVE";
