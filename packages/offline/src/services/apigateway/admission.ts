import { type Graph, object, ofType, type Resource, text } from "../../graph/graph";
import type { Method } from "./document";
import { limitOf, TokenBucket } from "./throttle";
import { type Client, methodName, nameOf } from "./usage-plans";

/**
 * The buckets of a stage's methods. Its method settings give each method one of its own: the settings of the method, or
 * else those of all methods. The methods that these limit in nothing share the
 * account's.
 */
export function methodBuckets(
  stage: Resource,
  graph: Graph,
  methods: Method[],
  account: TokenBucket,
  now: number,
): Map<Method, TokenBucket> {
  const settings = ofType(graph, "aws:apigateway/methodSettings:MethodSettings").filter(
    ({ inputs }) => inputs.restApi === stage.inputs.restApi && inputs.stageName === stage.inputs.stageName,
  );
  const limits = new Map(
    settings.map(({ inputs }) => [
      methodName(text(inputs, "methodPath")),
      limitOf(object(inputs, "settings"), "throttlingRateLimit", "throttlingBurstLimit"),
    ]),
  );
  return new Map(
    methods.map((method) => {
      const name = nameOf(method);
      const limit = limits.get(limits.has(name) ? name : "*/*");
      return [method, limit ? new TokenBucket(limit, now) : account];
    }),
  );
}

/**
 * Lets a request of a method pass, or says which limit it exceeds. A request that exceeds one uses up none, as far as the
 * limits of its rate go before its quota.
 *
 * @param bucket the method's
 * @param client whose key the request carries, where the method asks for one
 */
export function admit(
  method: Method,
  bucket: TokenBucket,
  client: Client | undefined,
  now: number,
): "THROTTLED" | "QUOTA_EXCEEDED" | undefined {
  const own = client && (client.byMethod.get(method) ?? client.bucket);
  if ((own && !own.has(now)) || !bucket.has(now)) return "THROTTLED";
  if (client?.meter && !client.meter.take(now)) return "QUOTA_EXCEEDED";
  own?.take();
  bucket.take();
  return undefined;
}
