import { endpoint, outOfCapacity } from "../kit/endpoint";
import { prefetched } from "../kit/errors";
import { refusePrefetch, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { containerAnswer, containerController, containerName, containerProblems, containersAnswer } from "./containers";
import type { EngineEnvironment } from "./engine";
import {
  actionSchema,
  type ControlEnvironment,
  description,
  instanceAnswer,
  instanceController,
  instanceIdExample,
  instanceIdSchema,
  instanceProblems,
  instancesAnswer,
  listInstances,
  statusExample,
  stillChanging,
  tag,
} from "./instances";
import { controlledRegions, regionProblems, regionSchema, unknownRegion } from "./regions";

const infraAnswer = {
  title: "InfraAnswer",
  oneOf: [instanceAnswer, instancesAnswer, containerAnswer, containersAnswer],
} as const;

const unknownAction = { status: 400, title: "Unknown action" } as const;

/** `GET /infra`: the same as `POST /manage` by query parameters, and for containers. */
export const getInfra = endpoint({
  method: "GET",
  path: "/infra",
  id: "getInfra",
  tag,
  operators: true,
  summary: "Start, stop or describe the stack's instance, another one, or a container; list instances and containers",
  description,
  parameters: {
    query: {
      action: {
        description: "What to do; a list has the stack's own instances, or the containers",
        schema: { type: "string", enum: [...actionSchema.enum, "list"] },
        refusal: unknownAction,
        example: "status",
        required: true,
      },
      instance_id: {
        description: "The instance; by default the stack's own in the region",
        schema: instanceIdSchema,
        form: "i- and 8 or 17 hexadecimal digits",
        refusal: { status: 400, title: "Malformed instance id" },
        example: instanceIdExample,
      },
      region: {
        description: "Where the instance is; by default the stack's own region, and for a list all that it controls",
        schema: regionSchema,
        form: "the name of a region",
        refusal: unknownRegion,
      },
      target: {
        description: "What to act on: an instance, or a container",
        schema: { type: "string", enum: ["ec2", "docker"], default: "ec2" },
        refusal: { status: 400, title: "Unknown target" },
        example: "ec2",
      },
      name: containerName,
    },
  },
  answers: {
    200: {
      description: "Done; the status of the instance or the container; the list of instances or containers",
      schema: infraAnswer,
      example: statusExample,
    },
    202: stillChanging,
    400: {
      description: "Malformed query; a region that the stack does not control",
      problems: { ...regionProblems[400], ...containerProblems[400] },
    },
    403: {
      description: "The instance or the container is not managed by this stack; a browser's prefetch of an action",
      problems: {
        ...instanceProblems[403],
        ...containerProblems[403],
        [prefetched.title]: prefetched.detail,
      },
    },
    404: {
      description: "Instance not found; container not found",
      problems: { ...instanceProblems[404], ...containerProblems[404] },
    },
    409: {
      description: "Impossible in the state of the instance or the container",
      problems: { ...instanceProblems[409], ...containerProblems[409] },
    },
    501: { description: "The stack controls no containers", problems: containerProblems[501] },
    502: {
      description: "The instance fell back to stopped; the Docker Engine cannot be spoken to, or failed",
      problems: { ...instanceProblems[502], ...containerProblems[502] },
    },
    503: outOfCapacity,
  },
});

const input = inputOf(getInfra);

/** What the handler knows of its stack besides. */
export interface InfraEnvironment extends ControlEnvironment {
  /** Undefined where the stack controls no containers. */
  engine: EngineEnvironment | undefined;
}

/**
 * Starts, stops or describes the stack's own instance of a region unless `instance_id` names another, or lists the stack's
 * own; with `target=docker` the container that `name` names, or lists all. Containers are of no region.
 */
export const getInfraHandler = (env: InfraEnvironment) => () => {
  const control = instanceController(env);
  const controlContainer = containerController(env.engine);
  const { regionOf, regionsOf } = controlledRegions(env);
  const read = readerOf(input);
  return respond(async (event) => {
    const { action, target, region, instance_id: instanceId, name } = read(event).query;
    if (action === "start" || action === "stop") refusePrefetch(event);
    if (target === "docker") return controlContainer(action, name);
    if (action === "list") return listInstances(regionsOf(region));
    const chosen = regionOf(region);
    return control(action, chosen, instanceId ?? chosen.instanceId);
  });
};
