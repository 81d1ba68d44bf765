import { texts } from "../../../packages/offline/src/graph/graph";
import type { Runs } from "../traffic";
import type { Service } from "../usage";

/** Seconds times the memory in GB, of which 128 MB are the least. */
const gigabyteSeconds = (runs: Runs[]): number =>
  runs.reduce((sum, { function: { inputs }, count, seconds }) => {
    const megabytes = typeof inputs.memorySize === "number" ? inputs.memorySize : 128;
    return sum + (count * seconds * megabytes) / 1024;
  }, 0);

const isArm = ({ function: { inputs } }: Runs): boolean => texts(inputs, "architectures").includes("arm64");

/**
 * Each run is a request, and its duration is billed by the memory that the function has.
 * Source: https://aws.amazon.com/lambda/pricing/
 */
export const lambda: Service = {
  name: "Lambda",
  types: ["aws:lambda/function:Function", "aws:lambda/invocation:Invocation"],
  usage: ({ traffic: { runs } }) => [
    { what: "requests", price: "lambda.requests", units: runs.reduce((sum, { count }) => sum + count, 0) },
    { what: "duration, arm64", price: "lambda.arm64", units: gigabyteSeconds(runs.filter(isArm)) },
    { what: "duration, x86_64", price: "lambda.x86_64", units: gigabyteSeconds(runs.filter((one) => !isArm(one))) },
  ],
};
