import { UserError } from "../../../packages/offline/src/errors";
import { propertiesOf } from "../../json";
import { askDocker, requireDocker } from "../docker";
import { requireEmulator } from "../stack";
import { container } from "./bonus";
import type { Say } from ".";

interface Step {
  action: "start" | "stop" | "status";
  name: string;
  /** The answer's HTTP status, and its `status`. */
  answer: [code: number, status?: string];
  /** What Docker itself says of the container afterwards. */
  state: string;
}

const steps: Step[] = [
  { action: "start", name: container, answer: [200, "started"], state: "running" },
  { action: "status", name: container, answer: [200, "running"], state: "running" },
  { action: "stop", name: container, answer: [200, "stopped"], state: "exited" },
  { action: "status", name: container, answer: [200, "exited"], state: "exited" },
  { action: "start", name: container, answer: [200, "started"], state: "running" },
  // No label, no control.
  { action: "stop", name: "localstack-main", answer: [403], state: "running" },
];

/** Controls the container through the deployed API and holds each answer against what Docker says. */
export async function testBonus(say: Say): Promise<void> {
  await requireDocker();
  const { stack } = await requireEmulator();
  const output = await stack.outputs();
  for (const step of steps) {
    const seen = await take(step, output("apiUrl"), output("apiKey"));
    const expected = `${step.answer.join(" ")}; Docker says ${step.state}`;
    if (seen !== expected) {
      throw new UserError(`${step.action} ${step.name}: ${seen}, not ${expected}; is it deployed with npm run bonus?`);
    }
    say(`${step.action} ${step.name}: ${seen}`);
  }
  say(`${steps.length} passed, 0 failed`);
  say("Next: npm run down");
}

async function take({ action, name, answer }: Step, apiUrl: string, apiKey: string): Promise<string> {
  const query = new URLSearchParams({ target: "docker", action, name });
  const response = await fetch(`${apiUrl}/infra?${query}`, { headers: { "x-api-key": apiKey } });
  const { status } = propertiesOf(await response.json());
  const said = answer.length > 1 ? [response.status, status] : [response.status];
  return `${said.join(" ")}; Docker says ${await askDocker("inspect", "--format", "{{.State.Status}}", name)}`;
}
