import { objects, ofType } from "../../../packages/offline/src/graph/graph";
import { requestsOfVisit } from "../site";
import type { Service } from "../usage";

/**
 * Web ACLs, their rules, and the requests that they judge: those of the API and of the site.
 * Source: https://aws.amazon.com/waf/pricing/
 */
export const waf: Service = {
  name: "WAF",
  types: ["aws:wafv2/webAcl:WebAcl"],
  usage: ({ graph, volumes, traffic }) => {
    const acls = ofType(graph, "aws:wafv2/webAcl:WebAcl");
    const judged = acls.length === 0 ? 0 : traffic.apiRequests + volumes.visits * requestsOfVisit;
    return [
      { what: "web ACLs", price: "waf.acls", units: acls.length },
      {
        what: "rules",
        price: "waf.rules",
        units: acls.reduce((sum, { inputs }) => sum + objects(inputs, "rules").length, 0),
      },
      { what: "requests judged", price: "waf.requests", units: judged },
    ];
  },
};
