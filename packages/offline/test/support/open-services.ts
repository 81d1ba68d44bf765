import { systemClock } from "../../src/clock";
import { uninterrupted } from "../../src/running-time";
import { Activity } from "../../src/protocol/activity";
import { Metrics } from "../../src/protocol/metrics";
import { Targets } from "../../src/protocol/targets";
import { openServices, type OpenServices } from "../../src/host/open-services";
import { DataFolder } from "../../src/storage/data-folder";
import { graphWith } from "./graph";

/** All services with a few resources and throw-away data, without a program, a port or functions that run. */
export async function allServices(
  resources: Parameters<typeof graphWith>[0] = [],
): Promise<OpenServices & { close: () => Promise<void> }> {
  const data = DataFolder.open(undefined);
  const opening = openServices({
    ...{
      graph: graphWith(resources),
      data,
      targets: new Targets(),
      metrics: new Metrics(systemClock),
      log: () => undefined,
      activity: new Activity(),
      clock: systemClock,
      port: 0,
      packages: "",
      folder: "",
      running: uninterrupted,
      sites: [],
    },
    settings: { ec2TransitionSeconds: 0, maxEnvironments: 1 },
    publicHost: undefined,
    serve: () => Promise.reject(new Error("nobody calls")),
  });
  const services = await opening.catch((error: unknown) => {
    data.close();
    throw error;
  });
  return { ...services, close: () => services.close().finally(() => data.close()) };
}
