import { ofType, type Resource } from "../../../packages/offline/src/graph/graph";
import type { Service } from "../usage";

/** What a health check does besides asking: each is billed. */
const featuresOf = ({ inputs }: Resource): number =>
  [
    String(inputs.type).startsWith("HTTPS"),
    String(inputs.type).endsWith("STR_MATCH"),
    inputs.requestInterval === 10,
    inputs.measureLatency === true,
  ].filter(Boolean).length;

/**
 * Health checks of what is on AWS, and the hosted zones that the program writes records into: a person has made them, and
 * they cost as long as they are there. Questions for alias records are free. Source: https://aws.amazon.com/route53/pricing/
 */
export const route53: Service = {
  name: "Route 53",
  types: ["aws:route53/healthCheck:HealthCheck", "aws:route53/record:Record", "aws:route53/zone:Zone"],
  usage: ({ graph }) => {
    const checks = ofType(graph, "aws:route53/healthCheck:HealthCheck");
    const zones = new Set(ofType(graph, "aws:route53/record:Record").map(({ inputs }) => inputs.zoneId));
    for (const { id } of ofType(graph, "aws:route53/zone:Zone")) zones.add(id);
    return [
      { what: "hosted zones", price: "route53.zones", units: zones.size },
      { what: "health checks", price: "route53.healthChecks", units: checks.length },
      {
        what: "features of health checks",
        price: "route53.healthCheckFeatures",
        units: checks.reduce((sum, check) => sum + featuresOf(check), 0),
      },
    ];
  },
};
