import type { Metrics, Reported, ReportedUnit } from "../../protocol/metrics";

/** What is counted of an exchange. */
interface Measured {
  status: number;
  /** Milliseconds. */
  latency: number;
  /** Milliseconds; undefined if it did not come to the integration. */
  integrationLatency?: number;
}

/**
 * What API Gateway reports of a stage
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html), and of the API as
 * a whole. Errors are 0 or 1 for each request: their average is their rate, and their sum their number.
 */
export class StageMetrics {
  private readonly count: Reported;
  private readonly clientErrors: Reported;
  private readonly serverErrors: Reported;
  private readonly latency: Reported;
  private readonly integrationLatency: Reported;

  constructor(metrics: Pick<Metrics, "reported">, apiName: string, stage: string) {
    const dimensions = { ApiName: apiName, Stage: stage };
    const reported = (name: string, unit: ReportedUnit): Reported =>
      metrics.reported({ namespace: "AWS/ApiGateway", name, dimensions }, unit, { ApiName: apiName });
    this.count = reported("Count", "Count");
    this.clientErrors = reported("4XXError", "Count");
    this.serverErrors = reported("5XXError", "Count");
    this.latency = reported("Latency", "Milliseconds");
    this.integrationLatency = reported("IntegrationLatency", "Milliseconds");
  }

  record({ status, latency, integrationLatency }: Measured): void {
    this.count.record(1);
    this.clientErrors.record(status >= 400 && status < 500 ? 1 : 0);
    this.serverErrors.record(status >= 500 ? 1 : 0);
    this.latency.record(latency);
    if (integrationLatency !== undefined) this.integrationLatency.record(integrationLatency);
  }
}
