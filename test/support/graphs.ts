import type { Graph } from "../../packages/offline/src/graph/graph";
import { graphOf } from "../../packages/offline/test/support/graph";

// A recording takes seconds: tests share a few, each of a stack whose configuration says several things at once.

/** LocalStack with narrow limits and another public address. Nothing of it is in the API's document. */
export const limited = (): Promise<Graph> =>
  graphOf(
    "localstack",
    {
      throttleRateLimit: "3",
      throttleBurstLimit: "7",
      quotaLimit: "9",
      controlWaitSeconds: "1",
      publicEndpoint: "https://public.example.org",
    },
    // A host names its own public address by this variable, which counts more than configuration.
    { AWS_ENDPOINT_PUBLIC: "" },
  );

/** LocalStack with routes that ask for no key, for one origin, and with a wide limit of health. */
export const opened = (): Promise<Graph> =>
  graphOf("localstack", {
    allowedOrigin: "https://example.org",
    apiKeyRequired: "false",
    healthRateLimit: "500",
    healthBurstLimit: "600",
  });

/**
 * Production with an instance of its own kind, with all that it may be watched by, with a site at a domain of its own, and
 * with a public address that counts on emulators alone.
 */
export const watched = (): Promise<Graph> =>
  graphOf("prod", {
    instanceType: "t3.nano",
    instanceAmi: "ami-0123456789abcdef0",
    controlWaitSeconds: "5",
    alarmEmail: "me@example.org",
    alarmErrorPercent: "10",
    alarmMinimumRequests: "50",
    alarmLatencySeconds: "3",
    alarmFunctionThrottles: "1",
    alarmFunctionErrors: "2",
    alarmTableThrottles: "3",
    alarmDeadLetters: "4",
    canaryMinutes: "1",
    healthCheck: "true",
    accessLogs: "true",
    manageApiGatewayAccount: "true",
    tracing: "true",
    archiveAfterDays: "10",
    backupRetentionDays: "90",
    backupSchedule: "cron(30 4 * * ? *)",
    backupCapacityPercent: "20",
    archiveReaders: "111122223333,444455556666",
    restoreFrom: "another-archive",
    budgetLimit: "20",
    budgetEmail: "you@example.org",
    domainName: "www.example.org",
    hostedZone: "Z0123456789ABC",
    publicEndpoint: "https://public.example.org",
  });

/** Production with a Docker Engine that asks for client certificates, and with a site that CloudFront does not serve. */
export const engineConfigured = (): Promise<Graph> =>
  graphOf("prod", {
    dockerHost: "https://engine.example.org:2376",
    dockerCertificates: "/atelier/docker",
    cdn: "false",
  });

/** Production with control instances in two regions. */
export const spread = (): Promise<Graph> => graphOf("prod", { controlRegions: "us-east-1,eu-west-3" });

/** LocalStack, whose site a bucket serves, where people sign in and anybody may make a user; with a firewall. */
export const signedIn = (): Promise<Graph> =>
  graphOf("localstack", { auth: "cognito", selfSignUp: "true", waf: "true", wafRate: "100" });

/** Production where people sign in, with a firewall before the API and before the site. */
export const guarded = (): Promise<Graph> => graphOf("prod", { auth: "cognito", waf: "true", accessLogs: "true" });

/** Production that a repository's workflows deploy, with all that makes resources of their own kinds. */
export const delivered = (): Promise<Graph> =>
  graphOf("prod", {
    github: "you/atelier",
    alarmEmail: "me@example.org",
    healthCheck: "true",
    accessLogs: "true",
    manageApiGatewayAccount: "true",
    tracing: "true",
    restoreFrom: "backups-archive-0123456",
    budgetEmail: "you@example.org",
    domainName: "www.example.org",
    hostedZone: "Z0123456789ABC",
    dockerHost: "https://engine.example.org:2376",
    dockerCertificates: "/atelier/docker",
  });
