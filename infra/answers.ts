import type { Answer } from "./api/openapi";

/** What every operation that asks a service of AWS may answer. */
export const outOfCapacity: Answer = {
  description: "Out of capacity; try again after Retry-After",
  headers: ["Retry-After"],
  problems: { "Out of capacity": "" },
};
