import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { type Files, type Graph, ofType, optionalText, type Resource } from "../../graph/graph";
import { keyOf } from "../s3/declared-objects/computed";

/** Whether the program carries the code of a function, or of a layer, itself. */
export const hasCode = (resource: Resource, graph: Graph): boolean => shippedOf(resource, graph) !== undefined;

/**
 * The files of a function, or of a layer, by their paths: of its own archive, or of an object that the program declares
 * (`s3Bucket`, `s3Key`), either of which may be a zip file.
 */
export function codeOf(resource: Resource, graph: Graph): Files {
  const shipped = shippedOf(resource, graph) ?? {};
  const whole = shipped[""];
  return whole ? unzipped(whole) : shipped;
}

function shippedOf({ inputs, files }: Resource, graph: Graph): Files | undefined {
  const shipped = files.code ?? fromBucket(optionalText(inputs, "s3Bucket"), optionalText(inputs, "s3Key"), graph);
  const whole = shipped?.[""];
  // Anything else than a zip file Lambda would not take.
  return whole && !isZip(whole) ? undefined : shipped;
}

function fromBucket(bucket: string | undefined, key: string | undefined, graph: Graph): Files | undefined {
  if (bucket === undefined || key === undefined) return undefined;
  const objects = ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject"].flatMap((type) =>
    ofType(graph, type),
  );
  const object = objects.find(({ name, inputs }) => inputs.bucket === bucket && keyOf(name, inputs.key) === key);
  const large = object?.largeFiles?.source;
  return large ? { "": readFileSync(large.path) } : object?.files.source;
}

/** The first bytes of a zip file (APPNOTE.TXT, section 4.3.7). */
const isZip = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 4)).toString("latin1") === "PK\x03\x04";

/** What zip files hold: functions are asked for their files more often than once. */
const known = new WeakMap<Uint8Array, Files>();

function unzipped(bytes: Uint8Array): Files {
  const files = known.get(bytes) ?? Object.fromEntries(Object.entries(unzipSync(bytes)).filter(isFile));
  known.set(bytes, files);
  return files;
}

/** Archives name their folders as well. */
const isFile = ([path]: [string, Uint8Array]): boolean => !path.endsWith("/");
