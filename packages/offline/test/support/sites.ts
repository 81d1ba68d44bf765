import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bind } from "../../src/graph/placeholders";
import type { Graph } from "../../src/graph/graph";
import { uninterrupted } from "../../src/running-time";
import { Activity } from "../../src/protocol/activity";
import { Metrics } from "../../src/protocol/metrics";
import { Targets } from "../../src/protocol/targets";
import { Traffic } from "../../src/traffic";
import { Closing } from "../../src/host/closing";
import { openServices } from "../../src/host/open-services";
import { SitePorts } from "../../src/host/sites";
import type { SiteAddress } from "../../src/services/sites";
import { DataFolder } from "../../src/storage/data-folder";
import { TestClock } from "./clock";
import { graphWith } from "./graph";
import { type RawAnswer, rawRequest } from "./http";

/** A program's sites on ports of their own, without the program and the host's own port. */
export interface Sites {
  addresses: SiteAddress[];
  graph: Graph;
  clock: TestClock;
  /** What the console says. */
  logs: string[];
  /** Asks the first site. */
  ask(path: string, headers?: Record<string, string>, method?: string, body?: string): Promise<RawAnswer>;
  close(): Promise<void>;
}

/** The sites of a few resources, with all services and throw-away data. */
export async function startSites(resources: Parameters<typeof graphWith>[0]): Promise<Sites> {
  const closing = new Closing();
  const clock = new TestClock();
  const logs: string[] = [];
  const log = (text: string): void => void logs.push(text);
  const recording = graphWith(resources);
  const data = DataFolder.open(undefined);
  closing.add(() => data.close());
  const listening = { host: "127.0.0.1", sitePort: 0, hostPort: 0, onError: (error: unknown) => log(String(error)) };
  try {
    const ports = new SitePorts(listening);
    closing.add(() => ports.close());
    await ports.listenFor(recording);
    const endpoint = "http://localhost:4566";
    const graph = bind(recording, {
      endpoint,
      publicEndpoint: endpoint,
      sites: ports.bindings,
      secretOf: (urn) => urn,
    });
    const services = await openServices({
      ...{
        graph,
        data,
        log,
        clock,
        port: 4566,
        packages: "",
        folder: "",
        running: uninterrupted,
        sites: ports.addresses,
        publicHost: undefined,
      },
      activity: new Activity(),
      targets: new Targets(),
      metrics: new Metrics(clock),
      settings: { ec2TransitionSeconds: 0, maxEnvironments: 1 },
      serve: () => Promise.reject(new Error("nobody calls")),
    });
    closing.add(() => services.close());
    ports.open(services.sites, new Traffic());
    const url = ports.addresses[0]?.localUrl ?? "";
    return {
      ...{ addresses: ports.addresses, graph, clock, logs },
      ask: (path, headers, method = "GET", body) => rawRequest(url, method, path, headers, body),
      close: () => closing.close(),
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/** An origin of a test's own, and the requests that it got. */
export interface TestOrigin {
  port: number;
  requests: IncomingMessage[];
  /** What it answers; may be replaced at any time. */
  answer: (message: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function startOrigin(): Promise<TestOrigin> {
  const server: Server = createServer((message, response) => {
    origin.requests.push(message);
    origin.answer(message, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address: AddressInfo | string | null = server.address();
  const origin: TestOrigin = {
    port: typeof address === "object" && address ? address.port : 0,
    requests: [],
    answer: ({ url }, response) => void response.end(`from ${url}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return origin;
}

/** A custom origin as distributions declare it. */
export const customOrigin = (port: number, more: object = {}) => ({
  originId: "custom",
  domainName: "localhost",
  customOriginConfig: {
    httpPort: port,
    httpsPort: 443,
    originProtocolPolicy: "http-only",
    originSslProtocols: ["TLSv1.2"],
  },
  ...more,
});

export const everyMethod = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];

/** A behavior that caches nothing and lets everything through, unless it says otherwise. */
export const behavior = (more: object = {}) => ({
  targetOriginId: "custom",
  viewerProtocolPolicy: "redirect-to-https",
  allowedMethods: everyMethod,
  cachedMethods: ["GET", "HEAD"],
  cachePolicyId: managed.cachingDisabled,
  ...more,
});

/** AWS's own policies. */
export const managed = {
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  cachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  originCacheControl: "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
  allViewer: "216adef6-5c7f-47e4-b989-5492eafa07d3",
  allViewerExceptHost: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
  securityHeaders: "67f7725c-6f97-4210-82d7-5512b31e9d03",
  corsWithPreflight: "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
} as const;

/** A distribution with one custom origin. */
export const distribution = (port: number, inputs: object = {}, name = "site") => ({
  type: "aws:cloudfront/distribution:Distribution",
  name,
  inputs: { enabled: true, origins: [customOrigin(port)], defaultCacheBehavior: behavior(), ...inputs },
});
