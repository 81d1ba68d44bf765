import { writeLine } from "../kit/log";

/** Milliseconds that the API has for its answer; as much as its slowest requests may take before an alarm. */
const patience = 10_000;

/** How the question ended: a status, or why there is none. */
interface Outcome {
  status?: number;
  error?: string;
}

/** What the error of a request that came to nothing is called; `fetch` hides it behind one of its own. */
const reasonOf = (error: unknown): string => {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
};

const ask = async (url: URL): Promise<Outcome> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience), redirect: "error" });
    // The latency is that of the whole answer.
    await response.arrayBuffer();
    return { status: response.status };
  } catch (error) {
    return { error: reasonOf(error) };
  }
};

/**
 * The canary: asks `HEALTH_URL` and logs what came of it, with the metrics `Healthy` (1 or 0) and `Latency`. It does not
 * throw where the API is ill: that is what it is there to say, and no fault of its own.
 */
export const askForHealth = () => {
  // On an emulator it is a path: the emulator says by which address functions reach it. AWS says nothing.
  const url = new URL(process.env.HEALTH_URL ?? "", process.env.AWS_ENDPOINT_URL);
  return async (_: unknown, { awsRequestId: requestId }: { awsRequestId: string }): Promise<void> => {
    const began = performance.now();
    const outcome = await ask(url);
    const value = Math.round((performance.now() - began) * 10) / 10;
    const isHealthy = outcome.status === 200;
    writeLine(
      isHealthy ? "INFO" : "ERROR",
      { requestId, ...outcome },
      { Healthy: { value: isHealthy ? 1 : 0, unit: "None" }, Latency: { value, unit: "Milliseconds" } },
    );
  };
};
