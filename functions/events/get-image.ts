import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { documentClient } from "../kit/documents";
import { endpoint, outOfCapacity } from "../kit/endpoint";
import { problem } from "../kit/errors";
import { empty, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { publicStorage } from "../kit/uploads";
import type { ImagesEnvironment } from "./images";
import { eventId, readEvent, tag } from "./record";

/** `GET /events/{id}/image`. */
export const getImage = endpoint({
  method: "GET",
  path: "/events/{id}/image",
  id: "getImage",
  tag,
  summary: "Show an event's image",
  // A page shows it by an <img>, which sends no key.
  keyRequired: false,
  parameters: { path: { id: eventId } },
  answers: {
    302: { description: "Where the image is, for an hour", headers: ["Location", "Cache-Control"] },
    404: {
      description: "Event not found, or it has no image",
      problems: { "Event not found": "", "Event has no image": "" },
    },
    503: outOfCapacity,
  },
});

const input = inputOf(getImage);

const secondsToRead = 60 * 60;

/** Leads to the image, for as long as its address is good. */
export const getImageHandler = (env: ImagesEnvironment) => () => {
  const [documents, storage] = [documentClient(), publicStorage()];
  const [TableName, Bucket] = [env.table.get(), env.bucket.get()];
  const read = readerOf(input);
  return respond(async (event) => {
    // Anybody may ask: half a read unit is enough, as an image that comes a second late does no harm.
    const { imageKey } = await readEvent(documents, TableName, read(event).path.id, false);
    if (imageKey === undefined) throw problem(404, "Event has no image");
    const get = new GetObjectCommand({ Bucket, Key: imageKey });
    const location = await getSignedUrl(storage(event), get, { expiresIn: secondsToRead });
    return empty(302, { location, "cache-control": "max-age=3000" });
  });
};
