import { ofType } from "../../../packages/offline/src/graph/graph";
import { judgedBy, webAcls } from "../firewall";
import type { Month, Service } from "../usage";

const gigabyte = 1024 ** 3;

/** What a run leaves: Lambda's own three lines in JSON, and one of the handler, with what CloudWatch adds to each. */
const bytesOfRun = 1200;

/** What the gateway writes of a request where the stage asks for access logs. */
const bytesOfAccess = 400;

/** What a web ACL writes of a request that it judges, with the request's headers. */
const bytesOfJudgement = 1500;

/** CloudWatch keeps logs compressed, and counts them so (https://aws.amazon.com/cloudwatch/pricing/). */
const compression = 0.15;

/** Days that logs are kept; a group without retention keeps them, of which a year is counted. */
const daysOf = (retention: unknown): number => (typeof retention === "number" && retention > 0 ? retention : 365);

/** Requests that web ACLs judge and log. */
function judgedAndLogged(month: Month): number {
  const logged = ofType(month.graph, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration");
  return webAcls(month.graph)
    .filter(({ outputs }) => logged.some(({ inputs }) => inputs.resourceArn === outputs.arn))
    .reduce((sum, acl) => sum + judgedBy(acl, month), 0);
}

/**
 * What functions, the gateway and firewalls write, and what is kept of it. Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export const logs: Service = {
  name: "CloudWatch Logs",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  usage: (month) => {
    const { graph, traffic } = month;
    const groups = ofType(graph, "aws:cloudwatch/logGroup:LogGroup");
    const days =
      groups.reduce((sum, { inputs }) => sum + daysOf(inputs.retentionInDays), 0) / Math.max(groups.length, 1);
    const stages = ofType(graph, "aws:apigateway/stage:Stage");
    const isAccessLogged = stages.some(({ inputs }) => inputs.accessLogSettings !== undefined);
    const runs = traffic.runs.reduce((sum, { count }) => sum + count, 0);
    const bytesOfGateway = isAccessLogged ? traffic.apiRequests * bytesOfAccess : 0;
    const written = (runs * bytesOfRun + bytesOfGateway + judgedAndLogged(month) * bytesOfJudgement) / gigabyte;
    return [
      { what: "written", price: "logs.ingestion", units: written },
      { what: "kept", price: "logs.storage", units: written * compression * (days / 30.4) },
    ];
  },
};
