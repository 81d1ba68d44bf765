import { AwsError, type AwsRequest, type AwsResponse, type Call } from "../../../protocol/service";
import { commonHeaders } from "../answers";
import type { S3Call, S3Context } from "../context";
import { corsHeaders } from "../cors";
import { accessDenied, noSuchKey, S3Error } from "../errors";
import { redirectHeader } from "../headers";
import { getObject, headObject } from "../objects/get";
import { decode, objectArn } from "../request";
import type { BucketSettings } from "../settings";
import { errorHeaders, errorPage } from "./error-page";
import { movedPage, redirectTo } from "./redirect";
import { redirectedKey, ruleFor, type Website } from "./rules";

/** A request to a bucket's website. */
export interface Visit {
  context: S3Context;
  bucket: BucketSettings;
  request: AwsRequest;
  requestId: string;
  /** What somebody may do who signs nothing. */
  rights: Pick<Call, "callerArn" | "may" | "authorize">;
}

/**
 * Answers as the website endpoint of S3 does
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html). Every error is a page.
 */
export async function answerWebsite(visit: Visit): Promise<AwsResponse> {
  const { bucket, request, requestId } = visit;
  const answer = await answerOrPage(visit);
  const cors = corsHeaders(bucket.cors ?? [], request.method, request.headers);
  const headers = { ...commonHeaders(requestId), ...cors, ...answer.headers };
  return { status: answer.status, headers, body: request.method === "HEAD" ? "" : answer.body };
}

async function answerOrPage(visit: Visit): Promise<AwsResponse> {
  try {
    return await answer(visit);
  } catch (error) {
    if (error instanceof AwsError) return errorPage(error, visit.requestId);
    throw error;
  }
}

async function answer(visit: Visit): Promise<AwsResponse> {
  const { bucket, request, requestId } = visit;
  if (request.method !== "GET" && request.method !== "HEAD") throw notAllowed(request.method);
  const { website } = bucket;
  if (!website) throw noWebsite(bucket.name);
  if (website.redirectAll) return redirectTo(visit, website.redirectAll, request.path.slice(1));
  const asked = decode(request.path.slice(1));
  const rule = ruleFor(website.rules, asked);
  if (rule) return redirectTo(visit, rule.redirect, encoded(redirectedKey(rule, asked)));
  const key = asked === "" || asked.endsWith("/") ? asked + website.index : asked;
  try {
    return await show(visit, key);
  } catch (error) {
    if (!(error instanceof AwsError) || (error.status !== 403 && error.status !== 404)) throw error;
    if (error.status === 404 && isFolder(visit, website, key))
      return movedPage(302, `/${encoded(key)}/`, "Resource Found", requestId);
    return instead(visit, website, key, error);
  }
}

/** Whether something without a slash at its end is a folder that has an index document. */
const isFolder = ({ context, bucket }: Visit, { index }: Website, key: string): boolean =>
  context.store.object(bucket.name, `${key}/${index}`) !== undefined;

/**
 * An object, if there is one and everybody may read it. That there is none is told to everybody.
 *
 * @throws NoSuchKey, AccessDenied, and what GetObject throws
 */
async function show(visit: Visit, key: string, headers = visit.request.headers): Promise<AwsResponse> {
  const { context, bucket, request, rights, requestId } = visit;
  const object = context.store.object(bucket.name, key);
  if (!object) throw noSuchKey(key);
  if (!rights.may([{ action: "s3:GetObject", resource: objectArn(bucket.name, key) }]))
    throw accessDenied("Access Denied");
  const location = object.headers[redirectHeader];
  if (location !== undefined) return movedPage(301, location, "Resource Moved", requestId);
  const read = request.method === "HEAD" ? headObject : getObject;
  const s3Call: S3Call = {
    ...context,
    bucket,
    // A website knows no parameters: what stands behind the question mark is for the page.
    request: { method: request.method, bucket: bucket.name, key, query: new Map(), headers, path: request.path },
    call: { request, requestId, ...rights },
  };
  return read(s3Call);
}

/** What is shown in the place of what cannot be: where a rule leads, the website's own page, or S3's. */
async function instead(visit: Visit, website: Website, key: string, error: AwsError): Promise<AwsResponse> {
  const rule = ruleFor(website.rules, key, error.status);
  if (rule) return redirectTo(visit, rule.redirect, encoded(redirectedKey(rule, key)));
  if (website.error === undefined) throw error;
  try {
    // What the request asked of the object, it did not ask of the page.
    const page = await show(visit, website.error, {});
    if (page.status !== 200) return page;
    return { ...page, status: error.status, headers: { ...page.headers, ...errorHeaders(error) } };
  } catch (further) {
    if (further instanceof AwsError) return errorPage(error, visit.requestId, further);
    throw further;
  }
}

/** A key as it stands in a path. */
const encoded = (key: string): string => key.split("/").map(encodeURIComponent).join("/");

const notAllowed = (method: string): S3Error =>
  new S3Error(
    "MethodNotAllowed",
    "The specified method is not allowed against this resource.",
    405,
    { Method: method, ResourceType: "OBJECT" },
    { allow: "GET, HEAD" },
  );

const noWebsite = (bucket: string): S3Error =>
  new S3Error("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration", 404, {
    BucketName: bucket,
  });
