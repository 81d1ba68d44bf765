import { type Instance, privateAddress, type StateName, stateCodes } from "./instances";

export const stateElement = (name: StateName) => ({ code: stateCodes[name], name });

/** The reasons EC2 gives for a state; a running instance has none. */
const reasons: Partial<Record<StateName, string>> = {
  stopping: "User initiated shutdown",
  stopped: "User initiated shutdown",
  "shutting-down": "User initiated shutdown",
  terminated: "User initiated shutdown",
};

/** An instance as `DescribeInstances` shows it. */
export function instanceElement(instance: Instance, state: StateName, region: string): object {
  const address = privateAddress(instance.id);
  const message = reasons[state];
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: stateElement(state),
    privateDnsName: `ip-${address.replace(/\./g, "-")}.${region}.compute.internal`,
    dnsName: "",
    amiLaunchIndex: 0,
    instanceType: instance.type,
    launchTime: instance.launchTime,
    placement: { availabilityZone: `${region}a`, tenancy: "default" },
    monitoring: { state: "disabled" },
    ...(state === "terminated" ? {} : { privateIpAddress: address }),
    ...(message
      ? { stateReason: { code: "Client.UserInitiatedShutdown", message: `Client.UserInitiatedShutdown: ${message}` } }
      : {}),
    architecture: "x86_64",
    rootDeviceType: "ebs",
    rootDeviceName: "/dev/xvda",
    tagSet: { item: Object.entries(instance.tags).map(([key, value]) => ({ key, value })) },
  };
}

/** A reservation with one instance: this host launches each on its own. */
export const reservationElement = (instance: Instance, state: StateName, region: string, account: string) => ({
  reservationId: instance.id.replace(/^i-/, "r-"),
  ownerId: account,
  groupSet: "",
  instancesSet: { item: [instanceElement(instance, state, region)] },
});
