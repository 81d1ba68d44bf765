import { objects } from "../../../packages/offline/src/graph/graph";
import { judgedBy, webAcls } from "../firewall";
import type { Service } from "../usage";

/**
 * Web ACLs, their rules, and the requests that they judge: one that comes by CloudFront to the API is judged twice.
 * Source: https://aws.amazon.com/waf/pricing/
 */
export const waf: Service = {
  name: "WAF",
  types: ["aws:wafv2/webAcl:WebAcl"],
  usage: (month) => {
    const acls = webAcls(month.graph);
    const sum = (of: (acl: (typeof acls)[number]) => number) => acls.reduce((total, acl) => total + of(acl), 0);
    return [
      { what: "web ACLs", price: "waf.acls", units: acls.length },
      { what: "rules", price: "waf.rules", units: sum(({ inputs }) => objects(inputs, "rules").length) },
      { what: "requests judged", price: "waf.requests", units: sum((acl) => judgedBy(acl, month)) },
    ];
  },
};
