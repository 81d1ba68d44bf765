import { systemClock } from "../../packages/offline/src/clock";
import { Metrics } from "../../packages/offline/src/protocol/metrics";
import { StageMetrics } from "../../packages/offline/src/services/apigateway/metrics";
import { functionMetrics } from "../../packages/offline/src/services/lambda/metrics";
import type { Row } from "./table";

/** As many as a busy minute has. */
const requests = 500_000;

/**
 * What a request pays for being counted: the metrics of its stage and its function, beside all that a request of the
 * trivial route takes on this machine.
 *
 * @param rate of the trivial route, in requests a second
 */
export function metricsRow(rate: number): Row {
  const metrics = new Metrics(systemClock);
  const ofFunction = functionMetrics(metrics)("function");
  const ofStage = new StageMetrics(metrics, "api", "stage");
  const request = (number: number): void => {
    // Latencies are different each time, which costs more than counting does.
    const latency = Math.abs(Math.sin(number)) * 100;
    ofStage.record({ status: 200, latency, integrationLatency: latency });
    ofFunction.waiting();
    ofFunction.ran(latency);
    ofFunction.invoked(false);
    ofFunction.left();
  };
  for (let number = 0; number < requests; number++) request(number);
  const began = performance.now();
  for (let number = 0; number < requests; number++) request(number);
  const seconds = (performance.now() - began) / 1000;
  const share = (seconds / requests) * rate * 100;
  return { what: "metrics of a trivial request", value: share, unit: "% of it", goal: { atMost: 3 } };
}
