import { ofType } from "../../../packages/offline/src/graph/graph";
import type { Service } from "../usage";

const gigabyte = 1024 ** 3;

/** What a run leaves: Lambda's own three lines in JSON, and one of the handler, with what CloudWatch adds to each. */
const bytesOfRun = 1200;

/** What the gateway writes of a request where the stage asks for access logs. */
const bytesOfAccess = 400;

/** CloudWatch keeps logs compressed, and counts them so (https://aws.amazon.com/cloudwatch/pricing/). */
const compression = 0.15;

/** Days that logs are kept; a group without retention keeps them, of which a year is counted. */
const daysOf = (retention: unknown): number => (typeof retention === "number" && retention > 0 ? retention : 365);

/**
 * What functions and the gateway write, and what is kept of it. Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export const logs: Service = {
  name: "CloudWatch Logs",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  usage: ({ graph, traffic }) => {
    const groups = ofType(graph, "aws:cloudwatch/logGroup:LogGroup");
    const days =
      groups.reduce((sum, { inputs }) => sum + daysOf(inputs.retentionInDays), 0) / Math.max(groups.length, 1);
    const stages = ofType(graph, "aws:apigateway/stage:Stage");
    const isAccessLogged = stages.some(({ inputs }) => inputs.accessLogSettings !== undefined);
    const runs = traffic.runs.reduce((sum, { count }) => sum + count, 0);
    const written = (runs * bytesOfRun + (isAccessLogged ? traffic.apiRequests * bytesOfAccess : 0)) / gigabyte;
    return [
      { what: "written", price: "logs.ingestion", units: written },
      { what: "kept", price: "logs.storage", units: written * compression * (days / 30.4) },
    ];
  },
};
