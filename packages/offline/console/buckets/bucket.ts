import { s3 } from "../shell/aws";

/** An object in a list. */
export interface ListedObject {
  key: string;
  bytes: number;
  /** ISO 8601. */
  modified: string;
}

/** What is in a folder of a bucket: keys to the next slash. */
export interface Folder {
  /** Prefixes that end in a slash. */
  folders: string[];
  objects: ListedObject[];
  /** Where the next ones begin; undefined if these are all. */
  next?: string;
}

/** Reads a folder. */
export async function folderOf(bucket: string, prefix: string, after?: string): Promise<Folder> {
  const query = new URLSearchParams({ "list-type": "2", delimiter: "/", prefix, "encoding-type": "url" });
  if (after !== undefined) query.set("continuation-token", after);
  const text = await (await s3(bucket, "", {}, `?${query.toString()}`)).text();
  const document = new DOMParser().parseFromString(text, "text/xml");
  const textIn = (element: ParentNode, name: string): string => element.querySelector(name)?.textContent ?? "";
  // A plus is a space in this encoding.
  const decoded = (key: string): string => decodeURIComponent(key.replaceAll("+", " "));
  return {
    folders: [...document.querySelectorAll("CommonPrefixes > Prefix")].map((one) => decoded(one.textContent)),
    objects: [...document.querySelectorAll("Contents")].map((one) => ({
      key: decoded(textIn(one, "Key")),
      bytes: Number(textIn(one, "Size")),
      modified: textIn(one, "LastModified"),
    })),
    next: document.querySelector("NextContinuationToken")?.textContent ?? undefined,
  };
}

/** What of an object can be shown here. */
export type Preview =
  { kind: "image"; url: string } | { kind: "text"; text: string; isCut: boolean } | { kind: "none"; why: string };

/** An object that is looked at. */
export interface ShownObject {
  contentType: string;
  bytes: number;
  modified: string;
  metadata: [name: string, value: string][];
  preview: Preview;
}

/** Images that a browser draws and does nothing else with: an SVG may hold a script. */
const images = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"];

/** How much of a text is shown, and how large an image may be. */
const mostBytes = { text: 64 * 1024, image: 32 * 1024 ** 2 } as const;

/**
 * Reads an object's headers, and as much of it as is shown.
 *
 * @returns with an image's address, which whoever shows it revokes
 */
export async function objectAt(bucket: string, key: string): Promise<ShownObject> {
  const { headers } = await s3(bucket, key, { method: "HEAD" });
  const contentType = headers.get("content-type") ?? "";
  const bytes = Number(headers.get("content-length") ?? 0);
  return {
    contentType,
    bytes,
    modified: headers.get("last-modified") ?? "",
    metadata: [...headers].filter(([name]) => name.startsWith("x-amz-") && !/^x-amz-(request-id|id-2)$/.test(name)),
    preview: await previewOf(bucket, key, contentType.split(";")[0]?.trim().toLowerCase() ?? "", bytes),
  };
}

async function previewOf(bucket: string, key: string, type: string, bytes: number): Promise<Preview> {
  if (images.includes(type)) {
    if (bytes > mostBytes.image) return { kind: "none", why: "The image is too large to be shown here." };
    const content = await (await s3(bucket, key)).arrayBuffer();
    return { kind: "image", url: URL.createObjectURL(new Blob([content], { type })) };
  }
  if (bytes === 0) return { kind: "none", why: "It is empty." };
  const range = `bytes=0-${mostBytes.text - 1}`;
  const content = new Uint8Array(await (await s3(bucket, key, { headers: { range } })).arrayBuffer());
  const isCut = bytes > content.length;
  const text = textOf(content, isCut);
  return text === undefined ? { kind: "none", why: "It is neither text nor an image." } : { kind: "text", text, isCut };
}

/** UTF-8 text; undefined for what is none. */
function textOf(content: Uint8Array<ArrayBuffer>, isCut: boolean): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    // The last character of a part may be cut in two: what is streamed may have an end to come.
    return new TextDecoder("utf-8", { fatal: true }).decode(content, { stream: isCut });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

export async function upload(bucket: string, key: string, file: File): Promise<void> {
  await s3(bucket, key, {
    method: "PUT",
    body: file,
    headers: { "content-type": file.type || "application/octet-stream" },
  });
}

export async function remove(bucket: string, key: string): Promise<void> {
  await s3(bucket, key, { method: "DELETE" });
}

/** Has the browser keep an object as a file. */
export async function download(bucket: string, key: string): Promise<void> {
  const content = await (await s3(bucket, key)).arrayBuffer();
  const url = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = key.split("/").at(-1) || "object";
  link.click();
  URL.revokeObjectURL(url);
}
