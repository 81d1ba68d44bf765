import { systemClock } from "../../src/clock";
import { uninterrupted } from "../../src/running-time";
import { Activity } from "../../src/protocol/activity";
import { Closing } from "../../src/host/closing";
import { openServices, type OpenServices } from "../../src/host/open-services";
import { DataFolder } from "../../src/storage/data-folder";
import { graphWith } from "./graph";

/** All services with a few resources and throw-away data, without a program, a port or functions that run. */
export async function allServices(
  resources: Parameters<typeof graphWith>[0] = [],
): Promise<OpenServices & { close: () => Promise<void> }> {
  const closing = new Closing();
  const data = DataFolder.open(undefined);
  closing.add(() => data.close());
  const opening = openServices({
    ...{
      graph: graphWith(resources),
      data,
      closing,
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
  const services = await opening.catch(async (error: unknown) => {
    await closing.close();
    throw error;
  });
  return { ...services, close: () => closing.close() };
}
