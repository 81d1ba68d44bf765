import type { AwsRequest } from "../../../protocol/service";
import type { SiteResponse } from "../../sites";
import { valueOf } from "../cache/freshness";
import { type Answer, without } from "./answer";

const readMethods = new Set(["GET", "HEAD"]);

/** What a viewer already has, or the part of a body that it wants (RFC 9110, sections 13 and 14). */
export function conditioned(request: AwsRequest, answer: Answer): Answer {
  if (answer.status !== 200 || !readMethods.has(request.method)) return answer;
  if (isKnown(request.headers, answer.headers)) {
    if (!Buffer.isBuffer(answer.body)) answer.body.destroy();
    return { ...answer, status: 304, headers: withoutContent(answer.headers), body: Buffer.alloc(0) };
  }
  return Buffer.isBuffer(answer.body) ? partOf(request.headers, { ...answer, body: answer.body }) : answer;
}

/** Whether a viewer has what is there. */
function isKnown(asked: AwsRequest["headers"], headers: SiteResponse["headers"]): boolean {
  const tag = valueOf(headers, "etag");
  const wanted = asked["if-none-match"];
  if (wanted !== undefined) {
    const tags = wanted.split(",").map((one) => weak(one.trim()));
    return wanted.trim() === "*" || (tag !== undefined && tags.includes(weak(tag)));
  }
  const since = Date.parse(asked["if-modified-since"] ?? "");
  const modified = Date.parse(valueOf(headers, "last-modified") ?? "");
  return modified <= since;
}

const weak = (tag: string): string => tag.replace(/^W\//, "");

const contentHeaders = new Set(["content-length", "content-type", "content-encoding", "content-range"]);

const withoutContent = (headers: SiteResponse["headers"]): SiteResponse["headers"] => without(headers, contentHeaders);

/** The part that a viewer asks for; all of it for several parts, or where what it has is of another version. */
function partOf(asked: AwsRequest["headers"], answer: Answer & { body: Buffer }): Answer {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(asked.range ?? "") ?? [];
  if (from === "" && to === "") return answer;
  const ifRange = asked["if-range"];
  const { etag, "last-modified": modified } = answer.headers;
  if (ifRange !== undefined && ifRange !== etag && ifRange !== modified) return answer;
  const { length } = answer.body;
  const start = from === "" ? Math.max(0, length - Number(to)) : Number(from);
  const end = from === "" || to === "" ? length - 1 : Math.min(Number(to), length - 1);
  if (start >= length || (from === "" && Number(to) === 0))
    return {
      ...answer,
      status: 416,
      headers: { ...withoutContent(answer.headers), "content-range": `bytes */${length}`, "content-length": "0" },
      body: Buffer.alloc(0),
    };
  if (end < start) return answer;
  return {
    ...answer,
    status: 206,
    headers: {
      ...answer.headers,
      "content-range": `bytes ${start}-${end}/${length}`,
      "content-length": String(end - start + 1),
    },
    body: answer.body.subarray(start, end + 1),
  };
}
