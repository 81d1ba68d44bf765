import type { Metrics, Reported, ReportedUnit } from "../../protocol/metrics";
import type { Answered } from "./exchange";

/**
 * What API Gateway reports of a stage
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html), and of the API as
 * a whole. Errors are 0 or 1 for each request: their average is their rate, and their sum their number.
 */
export class StageMetrics {
  private readonly count: Reported[];
  private readonly clientErrors: Reported[];
  private readonly serverErrors: Reported[];
  private readonly latency: Reported[];
  private readonly integrationLatency: Reported[];

  constructor(metrics: Pick<Metrics, "reported">, apiName: string, stage: string) {
    const all: Record<string, string>[] = [{ ApiName: apiName }, { ApiName: apiName, Stage: stage }];
    const reported = (name: string, unit: ReportedUnit): Reported[] =>
      all.map((dimensions) => metrics.reported({ namespace: "AWS/ApiGateway", name, dimensions }, unit));
    this.count = reported("Count", "Count");
    this.clientErrors = reported("4XXError", "Count");
    this.serverErrors = reported("5XXError", "Count");
    this.latency = reported("Latency", "Milliseconds");
    this.integrationLatency = reported("IntegrationLatency", "Milliseconds");
  }

  record({ answer: { status }, latency, integrationLatency }: Answered): void {
    recordIn(this.count, 1);
    recordIn(this.clientErrors, status >= 400 && status < 500 ? 1 : 0);
    recordIn(this.serverErrors, status >= 500 ? 1 : 0);
    recordIn(this.latency, latency);
    if (integrationLatency !== undefined) recordIn(this.integrationLatency, integrationLatency);
  }
}

function recordIn(all: Reported[], value: number): void {
  for (const reported of all) reported.record(value);
}
