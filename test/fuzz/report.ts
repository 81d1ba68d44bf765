import type { Credential } from "./credential";
import { curlOf } from "./exchange";
import type { Finding } from "./rule";
import type { Session } from "./session";

/** A finding, with the requests that show it again. */
export function described({ rule, operation, message, exchanges, seed }: Finding, credential: Credential): string {
  const requests = exchanges.flatMap(({ request, answer }) => [
    curlOf(request, credential),
    `  → ${answer.status} ${answer.text.slice(0, 500)}`,
  ]);
  return [
    `${operation.id} (${operation.method} ${operation.path}): ${rule}`,
    message,
    `seed ${seed}`,
    ...requests,
  ].join("\n");
}

/** How often each operation answered with each status. */
export function countsOf({ counts }: Session): string {
  const lines = [...counts].map(([id, statuses]) => {
    const sorted = [...statuses].sort(([one], [other]) => one - other);
    return `${id.padEnd(20)} ${sorted.map(([status, count]) => `${status}: ${count}`).join("  ")}`;
  });
  const total = [...counts.values()].flatMap((statuses) => [...statuses.values()]).reduce((sum, one) => sum + one, 0);
  return [...lines, `${total} requests`].join("\n");
}
