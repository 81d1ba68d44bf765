import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { Schemas } from "../../client";
import { answered, type Api } from "./api";
import { type MadeEvent, on } from "./events";

export const megabyte = 1024 * 1024;

export type ImageType = Schemas["UploadRequest"]["contentType"];
export const imageTypes = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"] as const;

/** Files that begin as their type says, with something of their own behind. */
export const beginnings: Record<ImageType, string> = {
  "image/png": "\x89PNG\r\n\x1a\n",
  "image/jpeg": "\xff\xd8\xff\xe0",
  "image/webp": "RIFF\0\0\0\0WEBP",
  "image/gif": "GIF89a",
  "image/avif": "\0\0\0\x1cftypavif",
};
export const imageOf = (type: ImageType, size = 64): Buffer =>
  Buffer.concat([Buffer.from(beginnings[type], "latin1"), Buffer.from(randomUUID())], size);

/** What the API answers to who wants to upload. */
export type Upload = Schemas["Upload"];

/** Sends images as a client does. */
export class Uploads {
  constructor(private readonly api: Api) {}

  /** `POST /events/{id}/upload-url`. */
  async address(event: MadeEvent, contentType: ImageType, size: number): Promise<Upload> {
    const request = { ...on(event), body: { contentType, size } };
    const { status, data } = await answered(this.api.client.POST("/events/{id}/upload-url", request));
    expect(status).to.equal(200);
    return data;
  }

  send({ url, headers }: Upload, file: Buffer, type = headers["content-type"] ?? ""): Promise<Response> {
    return fetch(url, { method: "PUT", headers: { "content-type": type }, body: new Uint8Array(file) });
  }
}
