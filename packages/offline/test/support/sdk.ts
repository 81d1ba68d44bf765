import type { Host } from "../../src/host/host";

/**
 * How a client of an AWS SDK asks a host as the account's administrator.
 *
 * @param region by default the program's, where that is known
 */
export const administratorOf = (
  { url, graph }: Pick<Host, "url"> & Partial<Pick<Host, "graph">>,
  region = graph?.region ?? "us-east-1",
) => ({
  endpoint: url,
  region,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});

/** The error that a call of an AWS SDK ends with. */
export async function refusalOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("the call was not refused");
}
