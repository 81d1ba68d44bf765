const sizes = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"];
const bits = ["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"];

/** The units that CloudWatch knows (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html). */
export const units: ReadonlySet<string> = new Set([
  ...["Seconds", "Microseconds", "Milliseconds", ...sizes, ...bits, "Percent", "Count"],
  ...[...sizes, ...bits].map((unit) => `${unit}/Second`),
  ...["Count/Second", "None"],
]);
