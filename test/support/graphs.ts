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

/** Production with an instance of its own kind, and a public address that counts on emulators alone. */
export const instanceConfigured = (): Promise<Graph> =>
  graphOf("prod", {
    instanceType: "t3.nano",
    instanceAmi: "ami-0123456789abcdef0",
    controlWaitSeconds: "5",
    publicEndpoint: "https://public.example.org",
  });

/** Production with a Docker Engine that asks for client certificates. */
export const engineConfigured = (): Promise<Graph> =>
  graphOf("prod", { dockerHost: "https://engine.example.org:2376", dockerCertificates: "/atelier/docker" });
