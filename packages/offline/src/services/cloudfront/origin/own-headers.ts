import type { AwsRequest } from "../../../protocol/service";
import type { Viewer } from "../../sites";

/**
 * What CloudFront tells origins of a viewer where a policy asks for it
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html). Where in the world
 * somebody is nobody knows here, and there is no TLS to tell of.
 */
export function ownHeaders({ headers }: AwsRequest, { ip, httpVersion }: Viewer): Record<string, string> {
  const agent = headers["user-agent"] ?? "";
  const isTablet = /iPad|Tablet|Android(?!.*Mobile)/i.test(agent);
  const isMobile = isTablet || /Mobi|iPhone|Android/i.test(agent);
  const isTelevision = /SmartTV|SMART-TV|HbbTV|AppleTV/i.test(agent);
  return {
    "cloudfront-forwarded-proto": "https",
    "cloudfront-is-android-viewer": String(/Android/i.test(agent)),
    "cloudfront-is-desktop-viewer": String(!isMobile && !isTelevision),
    "cloudfront-is-ios-viewer": String(/iPhone|iPad|iPod/i.test(agent)),
    "cloudfront-is-mobile-viewer": String(isMobile),
    "cloudfront-is-smarttv-viewer": String(isTelevision),
    "cloudfront-is-tablet-viewer": String(isTablet),
    "cloudfront-viewer-address": ip,
    "cloudfront-viewer-http-version": httpVersion,
  };
}
