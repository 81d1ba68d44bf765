import { askDocker, requireDocker, startContainers } from "../docker";
import { deployStack } from "../../delivery/deploy";
import { emulatedStack } from "../stack";
import type { Say } from ".";

const port = 2375;
/** The container that `compose.yaml` offers for control. */
export const container = "mycontainer";

/** Starts the container to control and the way to it, and deploys the stack that controls it. */
export async function bonus(say: Say): Promise<void> {
  const { stack } = emulatedStack();
  const { operatingSystem } = await requireDocker();
  const { bind, reach } = await addresses(operatingSystem);
  await startContainers("bonus", { DOCKER_PROXY_ADDRESS: bind });
  const dockerHost = `http://${reach}:${port}`;
  say(`${container} runs; functions reach Docker at ${dockerHost}`);
  await stack.create();
  const { stdout } = await stack.pulumi(["config", "get", "dockerHost"], { tolerated: /not found/ });
  if (stdout.trim() !== dockerHost) {
    await stack.pulumi(["config", "set", "dockerHost", dockerHost]);
    say(`Pulumi.${stack.name}.yaml has this dockerHost now; to undo it: git checkout Pulumi.${stack.name}.yaml`);
  }
  await deployStack(stack, say);
  const output = await stack.outputs();
  say(
    `Try: curl -H 'x-api-key: ${output("apiKey")}' '${output("apiUrl")}/infra?target=docker&action=status&name=${container}'`,
  );
  say("Next: npm run test:bonus");
}

/**
 * Where the proxy listens, and how a function's container names that place: Docker's bridge, whose address is this
 * machine's as well. Docker Desktop's bridge is inside its virtual machine.
 */
async function addresses(operatingSystem: string): Promise<{ bind: string; reach: string }> {
  const chosen = process.env.DOCKER_PROXY_ADDRESS;
  if (operatingSystem === "Docker Desktop") return { bind: chosen ?? "127.0.0.1", reach: "host.docker.internal" };
  const gateway =
    chosen ?? (await askDocker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}"));
  return { bind: gateway, reach: gateway };
}
