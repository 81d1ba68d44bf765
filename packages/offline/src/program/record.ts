import { setImmediate } from "node:timers/promises";
import type * as Pulumi from "@pulumi/pulumi";
import type * as Runtime from "@pulumi/pulumi/runtime";
import type { ClosureMaps } from "../../../closure-map/closure-map";
import { computed, isKnownType, outputsOfExisting } from "../services";
import { components } from "./components";
import type { Maker } from "./components/component";
import { dataSource } from "./datasources";
import { untilEmpty } from "./event-loop";
import type { Properties, Resource } from "../graph/graph";
import { hasUnknown } from "../graph/unknown";
import type { Recording } from "./messages";
import type { Project } from "./project";
import { ProviderRegions } from "./provider-regions";
import { Shipping } from "./shipped";
import { stackReference, stackReferenceType } from "./stack-references";
import { fileAsset, hasSecret, plainProperties, reference } from "./wire";

/** LocalStack's account, which people know from there. */
const account = "000000000000";

/** A value of Pulumi's wire format. */
interface Struct {
  toJavaScript(): Properties;
}

/** The requests that reach Pulumi's mock monitor; its mocks see a part of them only. */
interface RegisterRequest {
  getParent(): string;
  getCustom(): boolean;
  getRemote(): boolean;
  /** The URN and the id of the provider that the program has made for it; empty if it goes by the stack's. */
  getProvider(): string;
  /** The same of the resources that are made for it, by package. */
  getProvidersMap(): { get(name: string): string | undefined };
  getObject(): Struct | undefined;
  getAdditionalsecretoutputsList(): string[];
}
interface ReadRequest {
  getParent(): string;
  getId(): string;
  getProperties(): Struct | undefined;
}
interface OutputsRequest {
  getUrn(): string;
  getOutputs(): Struct | undefined;
}
type MonitorCallback = (error: unknown, response: object | undefined) => void;
interface Monitor {
  /** What `pulumi:pulumi:getResource` finds, by URN: resources that are values of others. */
  resources: Map<string, { urn: string; id: string; state: Properties }>;
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterRequest, callback: MonitorCallback): unknown;
  readResource(request: ReadRequest, callback: MonitorCallback): unknown;
  registerResourceOutputs(request: OutputsRequest, callback: unknown): unknown;
}
const isMonitor = (value: unknown): value is Monitor =>
  typeof value === "object" &&
  value !== null &&
  "newUrn" in value &&
  "resources" in value &&
  value.resources instanceof Map &&
  "registerResource" in value &&
  "readResource" in value &&
  "registerResourceOutputs" in value;

/**
 * Pulumi writes each answer into its debug log, which nobody reads here; put into text, the code archives among them
 * take a fifth of a second.
 */
const briefly =
  (callback: MonitorCallback): MonitorCallback =>
  (error, response) =>
    callback(error, response && Object.assign(response, { toString: () => "" }));

interface Registered {
  setResult(result: number): void;
}
const isRegistered = (response: object | undefined): response is Registered =>
  response !== undefined && "setResult" in response;

/** Pulumi's `Result.SKIP`: only of a resource that was not made does it keep unknown values, outside of a preview. */
const skipped = 2;

const stackType = "pulumi:pulumi:Stack";

/** A resource on its way into the recording. */
interface Declaration extends Pick<Resource, "urn" | "type" | "name" | "custom"> {
  /** Its inputs in Pulumi's wire format. */
  wired: Properties;
  /** The provider that it goes by. */
  by: string | undefined;
}

export interface RecordOptions {
  project: Project;
  /** Resolves packages as the program does: there must be one `@pulumi/pulumi`. */
  fromProgram: NodeJS.Require;
  /** Makes source maps of closures; it outlasts a run. */
  maps: Pick<ClosureMaps, "mapOf">;
  /** Told of each resource that the program declares, by its type. */
  onResource: (type: string) => void;
  /** Aborted when something has failed that nobody waits for. */
  failed: AbortSignal;
  /** The files of the program that lie outside of its folder, once it has run, such as those of a workspace's packages. */
  filesElsewhere: () => string[];
}

/**
 * Runs a program under Pulumi's mocks and records everything it declares.
 *
 * @param load loads the program, which declares its resources
 */
export async function record(
  { project, fromProgram, maps, onResource, failed, filesElsewhere }: RecordOptions,
  load: () => unknown,
): Promise<Recording> {
  const pulumi: typeof Pulumi = fromProgram("@pulumi/pulumi");
  const runtime: typeof Runtime = fromProgram("@pulumi/pulumi/runtime");
  const region = project.config["aws:region"] ?? process.env.AWS_REGION ?? "us-east-1";
  const resources = new Map<string, Resource>();
  const secretHolders: string[] = [];
  const madeUp = new Set<string>();
  const providers = new ProviderRegions();
  const shipping = new Shipping(maps);
  let stackOutputs: Properties = {};

  // Where each was declared is for Pulumi's engine, and takes a stack per resource.
  Object.assign(pulumi.Resource, { callsites: () => [] });
  await runtime.setMocks({ newResource, call }, project.name, project.stack, false);
  runtime.setAllConfig(project.config, project.secretKeys);
  const monitor: unknown = runtime.getMonitor();
  if (!isMonitor(monitor)) throw new Error("this version of @pulumi/pulumi has no mock monitor that can be recorded");

  // The mock is called in the turn of its request, so that `registering` is the request it is called for.
  let registering: RegisterRequest | undefined;
  let reading: ReadRequest | undefined;
  /** Requests for resources with unknown values. */
  const unknown = new WeakSet<RegisterRequest>();
  let refusal: Error | undefined;
  const { readResource, registerResource, registerResourceOutputs } = monitor;
  monitor.readResource = (request, callback) => {
    [reading, registering] = [request, undefined];
    return readResource.call(monitor, request, callback);
  };
  monitor.registerResource = (request, callback) => {
    [reading, registering] = [undefined, request];
    return registerResource.call(monitor, request, (error, response) => {
      if (error instanceof Error) refusal ??= error;
      if (unknown.has(request) && isRegistered(response)) response.setResult(skipped);
      briefly(callback)(error, response);
    });
  };
  monitor.registerResourceOutputs = (request, callback) => {
    if (request.getUrn().split("::")[2] === stackType) stackOutputs = request.getOutputs()?.toJavaScript() ?? {};
    return registerResourceOutputs.call(monitor, request, callback);
  };

  try {
    await runtime.runInPulumiStack(async () => load());
    await untilEmpty(() => resources.size, failed);
  } finally {
    // Resources whose inputs took time are registered after the program's last line; those of a program that fails as well.
    await runtime.disconnect();
  }
  // What Pulumi rejects with says where in the program it was; the process hears of it in this turn, and not before.
  await setImmediate();
  if (refusal) throw refusal;
  for (const path of filesElsewhere()) shipping.note(path);
  const graph = {
    project: project.name,
    stack: project.stack,
    region,
    account,
    resources: [...resources.values()],
    secretHolders,
    outputs: plainProperties(stackOutputs),
    secretOutputs: Object.keys(stackOutputs).filter((key) => hasSecret(stackOutputs[key])),
    madeUp: [...madeUp],
  };
  return { graph, shipped: shipping.marks };

  function newResource({ type, name }: Pulumi.runtime.MockResourceArgs) {
    if (!isMonitor(monitor)) throw new Error("the mock monitor is gone");
    if (reading) return existing(reading, monitor.newUrn(reading.getParent(), type, name), { type, name });
    if (!registering) throw new Error(`${type} ${name} was neither registered nor read`);
    const request = registering;
    const urn = monitor.newUrn(request.getParent(), type, name);
    if (type === stackType) return { id: urn, state: {} };
    const wired = request.getObject()?.toJavaScript() ?? {};
    const by = request.getProvider() || request.getProvidersMap().get("aws");
    const component = request.getRemote() && Object.hasOwn(components, type) ? components[type] : undefined;
    const custom = !component && (request.getCustom() || request.getRemote());
    const { id, outputs } = declare({ urn, type, name, custom, wired, by });
    if (component) {
      const { inputs } = resourceOf(urn);
      const place = providers.regionOf({ inputs: {}, by }) ?? region;
      const { values, resources: children } = component({ name, inputs, region: place }, makerFor(urn, by));
      const references = Object.entries(children).map(([key, child]) => [key, reference(child)]);
      Object.assign(outputs, values, Object.fromEntries(references));
    }
    const secrets = request.getAdditionalsecretoutputsList().filter((key) => key in outputs);
    const state = {
      ...wired,
      ...outputs,
      ...Object.fromEntries(secrets.map((key) => [key, pulumi.secret(outputs[key])])),
    };
    // Of a type that the host does not know, what the provider would compute besides is unknown, rather than nothing.
    if (hasUnknown({ ...wired, ...outputs }) || (custom && !isKnownType(type))) unknown.add(request);
    return { id, state };
  }

  /** Records a resource; its outputs are those that its provider computes. */
  function declare({ urn, type, name, custom, wired, by }: Declaration): { id: string; outputs: Properties } {
    onResource(type);
    if (resources.has(urn)) throw new pulumi.RunError(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    const inputs = plainProperties(wired);
    const holdsSecret = () => void secretHolders.push(urn);
    const shipped = shipping.of(wired);
    const elsewhere = providers.regionOf({ urn, type, inputs, by });
    const where = elsewhere !== undefined && elsewhere !== region ? { region: elsewhere } : {};
    const naming = { urn, type, name, inputs, ...shipped, region, account, holdsSecret, ...where };
    const { id, ...outputs } = custom ? computed(naming) : { id: "" };
    resources.set(urn, {
      urn,
      type,
      name,
      id,
      // A provider makes resources, and is none.
      custom: custom && !type.startsWith("pulumi:providers:"),
      ...where,
      inputs,
      outputs: { ...inputs, ...outputs },
      ...shipped,
    });
    return { id, outputs };
  }

  function resourceOf(urn: string): Resource {
    const resource = resources.get(urn);
    if (!resource) throw new Error(`${urn} has not been recorded`);
    return resource;
  }

  /** What a component makes its children with, as children of its own and by its providers. */
  function makerFor(parent: string, by: string | undefined): Maker {
    return {
      make(type, name, inputs, file) {
        if (!isMonitor(monitor)) throw new Error("the mock monitor is gone");
        const urn = monitor.newUrn(parent, type, name);
        const wired =
          file === undefined ? plainProperties(inputs) : { ...plainProperties(inputs), source: fileAsset(file) };
        declare({ urn, type, name, custom: true, wired, by });
        const made = resourceOf(urn);
        monitor.resources.set(urn, { urn, id: made.id, state: plainProperties(made.outputs) });
        return made;
      },
      find: (type, sought) =>
        [...resources.values()].find(
          (resource) => resource.type === type && (resource.id === sought || resource.outputs.arn === sought),
        ),
      note: (path) => shipping.note(path),
    };
  }

  /** What another program made and this one only reads, as `Policy.get` does: it is as the program says that it is. */
  function existing(request: ReadRequest, urn: string, { type, name }: Pick<Resource, "type" | "name">) {
    const id = request.getId();
    if (type === stackReferenceType) return { id, state: stackReference(id, project) };
    const inputs = plainProperties(request.getProperties()?.toJavaScript() ?? {});
    const own = [...resources.values()].find((resource) => resource.type === type && resource.id === id);
    // Some read what they have made themselves.
    const outputs = { ...inputs, ...(own?.outputs ?? outputsOfExisting(type, id, { region, account })) };
    if (own) return { id, state: outputs };
    resources.set(urn, { urn, type, name, id, custom: true, inputs, outputs, files: {} });
    return { id, state: outputs };
  }

  function call({ token, inputs, provider }: Pulumi.runtime.MockCallArgs) {
    const asked = plainProperties(inputs);
    const elsewhere = providers.regionOf({ inputs: asked, by: provider });
    const declared = [...resources.values()];
    const tell = (text: string) => void madeUp.add(text);
    return dataSource(token, asked, { region: elsewhere ?? region, account, declared, config: project.config, tell });
  }
}
