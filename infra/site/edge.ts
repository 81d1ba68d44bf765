import * as cloudfront from "@pulumi/aws/cloudfront";
import type * as pulumi from "@pulumi/pulumi";
import { notFoundPage, pageAddresses } from "./files";

/*
 * CloudFront runs these before it looks into its cache, and before it answers. They are texts of a JavaScript of its own
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html), which has
 * neither modules nor Node.js. Pages are known here rather than by the distribution's custom error responses, which would
 * make HTML of the API's problems as well.
 */

/** Leads addresses to the files behind them, a page without its slash to that with it, and all others to the 404 page. */
export const findPage = `const pages = ${JSON.stringify(pageAddresses)};
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  if (pages[uri + "/"]) {
    return { statusCode: 301, statusDescription: "Moved Permanently", headers: { location: { value: uri + "/" } } };
  }
  if (pages[uri]) request.uri = pages[uri];
  else if (uri !== "/config.json" && uri.indexOf("/assets/") !== 0) request.uri = "/${notFoundPage}";
  return request;
}
`;

/** Gives the 404 page its status: the object carries it as metadata. */
export const giveStatus = `function handler(event) {
  const response = event.response;
  const status = response.headers["x-amz-meta-status"];
  if (status) {
    if (response.statusCode === 200) response.statusCode = Number(status.value);
    delete response.headers["x-amz-meta-status"];
  }
  return response;
}
`;

/** The API knows no `/api` before its paths. */
export const stripApi = `function handler(event) {
  const request = event.request;
  request.uri = request.uri.replace(/^\\/api(?=\\/|$)/, "") || "/";
  return request;
}
`;

/** A function, as a behaviour of a distribution has it. */
interface Association {
  eventType: "viewer-request" | "viewer-response";
  functionArn: pulumi.Output<string>;
}

/** The functions of the site, by the behaviours that they belong to. */
export function createEdgeFunctions(
  name: string,
  opts: pulumi.CustomResourceOptions,
): { pages: Association[]; api: Association[] } {
  const associate = (part: string, eventType: Association["eventType"], comment: string, code: string): Association => {
    const created = new cloudfront.Function(
      `${name}-${part}`,
      { runtime: "cloudfront-js-2.0", comment, code, publish: true },
      opts,
    );
    return { eventType, functionArn: created.arn };
  };
  return {
    pages: [
      associate("find-page", "viewer-request", "Finds the file of a page", findPage),
      associate("give-status", "viewer-response", "Gives the 404 page its status", giveStatus),
    ],
    api: [associate("strip-api", "viewer-request", "Takes /api off a path", stripApi)],
  };
}
