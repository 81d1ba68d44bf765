import { imageTypes, uploadAnswer, uploadRequest } from "../functions/events/images";
import { outOfCapacity } from "./answers";
import { upload, uploadBody } from "./event-examples";
import { eventIdPath, eventMissing, eventTag } from "./event-parts";
import type { Operation } from "./api/openapi";
import { query } from "./parameters";

const uploadUrl = {
  path: "/events/{id}/upload-url",
  tag: eventTag,
} as const;
const uploadResponses = {
  200: { description: "How to send the image, within 15 minutes", schema: uploadAnswer, example: upload },
  404: eventMissing,
  503: outOfCapacity,
};

/** How to send an image, its size signed. */
export const createUploadUrl: Operation = {
  ...uploadUrl,
  method: "POST",
  id: "createUploadUrl",
  summary: "Ask where to send an image of a known size",
  description:
    "Send the image to `url` with `method` and `headers`. It is judged once it is there: what is no image of its type, or over 5 MB, is deleted.",
  parameters: [eventIdPath],
  body: uploadRequest,
  example: uploadBody,
  responses: {
    ...uploadResponses,
    400: { description: "Malformed request", problems: { "Invalid request body": "/size is required" } },
  },
};

/** How to send an image. */
export const getUploadUrl: Operation = {
  ...uploadUrl,
  method: "GET",
  id: "getUploadUrl",
  summary: "Ask where to send an image",
  description: "The same without a size, which is judged after the upload alone.",
  parameters: [
    eventIdPath,
    query("contentType", false, "The image's media type", {
      schema: { type: "string", enum: imageTypes, default: "image/jpeg" },
      example: "image/png",
    }),
  ],
  responses: {
    ...uploadResponses,
    400: {
      description: "Another media type",
      problems: { "Invalid query parameters": `contentType: must be one of ${imageTypes.join(", ")}` },
    },
  },
};

/** The image itself. */
export const getImage: Operation = {
  method: "GET",
  path: "/events/{id}/image",
  id: "getImage",
  tag: eventTag,
  summary: "Show an event's image",
  // A page shows it by an <img>, which sends no key.
  keyRequired: false,
  parameters: [eventIdPath],
  responses: {
    302: { description: "Where the image is, for an hour", headers: ["Location", "Cache-Control"] },
    404: {
      description: "Event not found, or it has no image",
      problems: { "Event not found": "", "Event has no image": "" },
    },
    503: outOfCapacity,
  },
};
