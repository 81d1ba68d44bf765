import { ofType } from "../../../packages/offline/src/graph/graph";
import { imagesOfVisit, siteBytes } from "../site";
import type { Service } from "../usage";

const gigabyte = 1024 ** 3;

/**
 * What leaves AWS for the internet: the API's answers, images from their bucket, and the site's files where CloudFront does
 * not serve them. What comes in is free, and so is what CloudFront fetches.
 * Source: https://aws.amazon.com/ec2/pricing/on-demand/ ("Data Transfer")
 */
export const transfer: Service = {
  name: "Data transfer",
  types: [],
  usage: ({ graph, volumes, traffic }) => {
    const isDistributed = ofType(graph, "aws:cloudfront/distribution:Distribution").length > 0;
    const images = volumes.visits * imagesOfVisit * volumes.imageMegabytes * 1024 ** 2;
    const site = isDistributed ? 0 : volumes.visits * siteBytes(graph);
    const answers = volumes.kilobytes * 1024 * traffic.apiRequests;
    return [{ what: "to the internet", price: "transfer.out", units: (answers + images + site) / gigabyte }];
  },
};
