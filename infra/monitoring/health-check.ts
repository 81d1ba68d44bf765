import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";

/** As few as Route 53 allows: each has several checkers, and each of their questions is a request that API Gateway bills. */
const regions = ["us-east-1", "eu-west-1", "ap-southeast-1"];

/**
 * Has Route 53 ask for `/health` from three parts of the world, twice a minute each. Its metric is in us-east-1 alone, where an
 * alarm on it would have to be, with a topic of its own
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html): the console shows its state.
 */
export function createHealthCheck(
  name: string,
  apiUrl: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  const url = apiUrl.apply((text) => new URL(`${text}/health`));
  new route53.HealthCheck(
    name,
    {
      type: "HTTPS",
      fqdn: url.hostname,
      port: 443,
      resourcePath: url.pathname,
      requestInterval: 30,
      failureThreshold: 3,
      regions,
      tags: { Name: name },
    },
    opts,
  );
}
