import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import { CloudWatchClient, type CloudWatchClientConfig } from "@aws-sdk/client-cloudwatch";
import { cloudwatchService } from "../../src/services/cloudwatch";
import { metricOperations } from "../../src/services/cloudwatch/operations";
import { metricStore, type TestStore } from "./metric-store";
import { type Endpoint, serve } from "./service";

/** The protocols that CloudWatch's clients speak: JSON is what the SDKs send by themselves. */
export const protocols = {
  "JSON 1.0": AwsJson1_0Protocol,
  "RPC v2 CBOR": AwsSmithyRpcV2CborProtocol,
  query: AwsQueryProtocol,
} satisfies Record<string, CloudWatchClientConfig["protocol"]>;

/** A client of CloudWatch at an endpoint. */
export const cloudwatchClient = (endpoint: string, options: CloudWatchClientConfig = {}): CloudWatchClient =>
  new CloudWatchClient({
    ...{ endpoint, region: "eu-west-1", maxAttempts: 1 },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    ...options,
  });

/** CloudWatch on its own, on a clock that a test moves. */
export interface TestCloudWatch extends TestStore {
  endpoint: Endpoint;
  client: CloudWatchClient;
  close(): Promise<void>;
}

export async function startCloudWatch(options: CloudWatchClientConfig = {}): Promise<TestCloudWatch> {
  const test = metricStore();
  const endpoint = await serve(cloudwatchService(metricOperations(test.store, test.clock)));
  const client = cloudwatchClient(endpoint.url, options);
  const close = async (): Promise<void> => {
    client.destroy();
    await endpoint.close();
    await test.store.close();
  };
  return { ...test, endpoint, client, close };
}
