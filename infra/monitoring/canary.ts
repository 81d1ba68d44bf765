import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { askForHealth } from "../../functions/monitoring/canary";
import { LambdaFunction } from "../blocks/lambda";
import { metricNamespace } from "../blocks/metrics";
import { schedule } from "../blocks/schedule";
import type { Settings } from "../settings";

export interface CanaryArgs {
  /** Base address of the API, for functions. */
  apiUrl: pulumi.Output<string>;
  deadLetters: sqs.Queue;
  settings: Settings;
}

/** A function that asks for `/health` by the clock, as a stranger would, and may nothing but log what came of it. */
export function createCanary(
  name: string,
  { apiUrl, deadLetters, settings }: CanaryArgs,
  opts: pulumi.ComponentResourceOptions,
): LambdaFunction {
  const canary = new LambdaFunction(
    name,
    {
      factory: askForHealth,
      // In its environment and not in its code, which is then the same in all homes.
      environment: { HEALTH_URL: pulumi.interpolate`${apiUrl}/health`, METRIC_NAMESPACE: metricNamespace() },
      // Longer than it waits for the answer: it must come to say that there was none.
      timeout: 20,
      memorySize: 128,
      deadLetters,
      settings,
    },
    opts,
  );
  const minutes = settings.canaryMinutes;
  const expression = `rate(${minutes} minute${minutes === 1 ? "" : "s"})`;
  schedule(name, canary, { description: "Asks whether the API is healthy", expression }, opts);
  return canary;
}
