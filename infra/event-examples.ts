import type { EventRequest } from "../functions/events/record";

/** An event as a client sends it. */
export const eventBody: EventRequest = {
  title: "Hackathon Serverless",
  date: "2026-03-15T09:00:00Z",
  description: "Initiation AWS Lambda",
  location: "Campus Numérique",
};

const id = "0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d";

/** The event as it is answered, with its entity tag. */
export const event = {
  id,
  etag: '"1772355600000"',
  body: {
    id,
    ...eventBody,
    imageUrl: `events/${id}/image`,
    createdAt: "2026-03-01T09:00:00.000Z",
    updatedAt: "2026-03-01T09:00:00.000Z",
  },
};

/** What a client says of the image it means to send. */
export const uploadBody = { contentType: "image/png", size: 48_213 } as const;

const key = `events/${id}/5d1f0b7a-93c2-4f0e-8a3e-2b6c7d8e9f10`;

/** How it is to send it. */
export const upload = {
  url: `https://images.s3.eu-west-3.amazonaws.com/${key}?X-Amz-Signature=0f3c`,
  method: "PUT",
  headers: { "content-type": uploadBody.contentType, "content-length": String(uploadBody.size) },
  key,
  expiresAt: "2026-03-01T09:15:00.000Z",
};
