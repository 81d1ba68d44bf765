import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import type { Chance } from "./chance";

/** What an object carries besides its bytes. */
type Properties = Partial<PutObjectCommandInput>;

/** Where an object is. */
export interface Place {
  Bucket: string;
  Key: string;
}

const longestKey = 1024;
/** What all metadata may weigh together, names included. */
const largestMetadata = 2048;

/** Keys that programs have tripped over before. */
const oddKeys = [
  ...["a b+c", "100%", "%2F", "a//b", "/begin", "end/", "?query#hash&x=1", "é/e\u0301", "\uE000", "𝕏/𝟙", "\uFFFF"],
  ...["<tag>&amp;", "\u0001", "'quote\"", "back\\slash", "~", "Ünï çödé.txt", "objects/~long", "k".repeat(longestKey)],
  ...["é".repeat(longestKey / 2), "𝕏".repeat(longestKey / 4)],
];

const key = fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 40 }), fc.constantFrom(...oddKeys));

/** A key below which nothing is triggered. */
export const newKey = (chance: Chance): string =>
  chance.draw(key.filter((one) => !/^(measurements|rejected|events)\//.test(one) && one !== "\0"));

const header = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 30 }).map((one) => `x${one.trim()}x`);
const metadata = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/), header, { maxKeys: 4 });

const properties: fc.Arbitrary<Properties> = fc.record(
  {
    ContentType: fc.constantFrom("text/plain; charset=utf-8", "image/png", "application/json"),
    CacheControl: fc.constantFrom("no-store", "public, max-age=60"),
    ContentDisposition: fc.constantFrom('attachment; filename="a b.txt"', "inline"),
    ContentEncoding: fc.constantFrom("gzip", "br"),
    ContentLanguage: fc.constantFrom("fr", "de, en"),
    Expires: fc.constantFrom(new Date("2001-02-03T04:05:06Z"), new Date("2101-02-03T04:05:06Z")),
    Metadata: metadata,
  },
  { requiredKeys: [] },
);

/** Headers and metadata; some are as much as S3 takes. */
export const newProperties = (chance: Chance): Properties => {
  const drawn = chance.draw(properties);
  if (!chance.happens(0.05)) return drawn;
  return { ...drawn, Metadata: { full: "m".repeat(largestMetadata - "full".length) } };
};

export const newBytes = (chance: Chance): Buffer =>
  Buffer.from(chance.draw(fc.uint8Array({ maxLength: chance.pick([0, 10, 3000]) })));

export const putObject = async (
  storage: S3Client,
  place: Place,
  body: Uint8Array,
  more: Properties = {},
): Promise<void> => {
  await storage.send(new PutObjectCommand({ ...more, ...place, Body: body }));
};

/** The smallest part that is not the last. */
const partBytes = 5 * 1024 ** 2;

/** Uploads an object in two parts. */
export const putInParts = async (storage: S3Client, place: Place, chance: Chance): Promise<void> => {
  const create = new CreateMultipartUploadCommand({ ...newProperties(chance), ...place });
  const { UploadId } = await storage.send(create);
  const bodies = [Buffer.alloc(partBytes, chance.below(256)), newBytes(chance)];
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await storage.send(new UploadPartCommand({ ...place, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  await storage.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } }));
};
