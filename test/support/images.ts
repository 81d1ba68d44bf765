import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { Api } from "./api";
import type { MadeEvent } from "./events";

export const megabyte = 1024 * 1024;

/** Files that begin as their type says, with something of their own behind. */
export const beginnings: Record<string, string> = {
  "image/png": "\x89PNG\r\n\x1a\n",
  "image/jpeg": "\xff\xd8\xff\xe0",
  "image/webp": "RIFF\0\0\0\0WEBP",
  "image/gif": "GIF89a",
  "image/avif": "\0\0\0\x1cftypavif",
};
export const imageOf = (type: string, size = 64): Buffer =>
  Buffer.concat([Buffer.from(beginnings[type] ?? "", "latin1"), Buffer.from(randomUUID())], size);

/** What the API answers to who wants to upload. */
export interface Upload {
  url: string;
  method: string;
  headers: Record<string, string>;
  key: string;
  expiresAt: string;
}

/** Sends images as a client does. */
export class Uploads {
  constructor(private readonly api: Api) {}

  /** `POST /events/{id}/upload-url`. */
  async address({ path }: MadeEvent, contentType: string, size: number): Promise<Upload> {
    const answer = await this.api.call("POST", `${path}/upload-url`, { body: { contentType, size } });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return Object(answer.body);
  }

  send({ url, headers }: Upload, file: Buffer, type = headers["content-type"] ?? ""): Promise<Response> {
    return fetch(url, { method: "PUT", headers: { "content-type": type }, body: new Uint8Array(file) });
  }
}
