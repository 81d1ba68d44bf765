import { type Computed, type Naming, physicalName, uuid } from "../../graph/naming";
import type { ResourceTypes } from "../../graph/resource-type";

/** What distributions use is in one region, whatever the program's is. */
const distributionsRegion = "us-east-1";

const declared =
  (kind: string) =>
  (naming: Naming): Computed => {
    const [id, name] = [uuid(naming), physicalName(naming)];
    const isGlobal = naming.inputs.scope === "CLOUDFRONT";
    const region = isGlobal ? distributionsRegion : naming.region;
    return {
      id,
      name,
      arn: `arn:aws:wafv2:${region}:${naming.account}:${isGlobal ? "global" : "regional"}/${kind}/${name}/${id}`,
      lockToken: id,
    };
  };

export const webAclType = "aws:wafv2/webAcl:WebAcl";
export const associationType = "aws:wafv2/webAclAssociation:WebAclAssociation";
export const loggingType = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

export const resources: ResourceTypes = {
  [webAclType]: {
    serves: true,
    computed: (naming) => ({ ...declared("webacl")(naming), capacity: 0, applicationIntegrationUrl: "" }),
  },
  [associationType]: {
    serves: true,
    computed: ({ inputs }) => ({ id: `${String(inputs.webAclArn)},${String(inputs.resourceArn)}` }),
  },
  [loggingType]: { serves: true, computed: ({ inputs }) => ({ id: String(inputs.resourceArn) }) },
  "aws:wafv2/ipSet:IpSet": { serves: true, computed: declared("ipset") },
  "aws:wafv2/regexPatternSet:RegexPatternSet": { serves: true, computed: declared("regexpatternset") },
  "aws:wafv2/ruleGroup:RuleGroup": { serves: true, computed: declared("rulegroup") },
};
