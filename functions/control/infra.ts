import { EC2Client } from "@aws-sdk/client-ec2";
import type { Output } from "@pulumi/pulumi";
import { endpoint, outOfCapacity } from "../kit/endpoint";
import { prefetched, problem } from "../kit/errors";
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
  statusExample,
  stillChanging,
  tag,
} from "./instances";

const infraAnswer = { title: "InfraAnswer", oneOf: [instanceAnswer, containerAnswer, containersAnswer] } as const;

const unknownAction = { status: 400, title: "Unknown action" } as const;

/** `GET /infra`: the same as `POST /manage` by query parameters, and for containers. */
export const getInfra = endpoint({
  method: "GET",
  path: "/infra",
  id: "getInfra",
  tag,
  summary: "Start, stop or describe the stack's instance, another one, or a container; list containers",
  description,
  parameters: {
    query: {
      action: {
        description: "What to do; containers alone are listed",
        schema: { type: "string", enum: [...actionSchema.enum, "list"] },
        refusal: unknownAction,
        example: "status",
        required: true,
      },
      instance_id: {
        description: "The instance; by default the stack's own",
        schema: instanceIdSchema,
        form: "i- and 8 or 17 hexadecimal digits",
        refusal: { status: 400, title: "Malformed instance id" },
        example: instanceIdExample,
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
      description: "Done; the status of the instance or the container; the list of containers",
      schema: infraAnswer,
      example: statusExample,
    },
    202: stillChanging,
    400: { description: "Malformed query", problems: containerProblems[400] },
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
  /** The stack's own instance. */
  instanceId: Output<string>;
  /** Undefined where the stack controls no containers. */
  engine: EngineEnvironment | undefined;
}

/**
 * Starts, stops or describes the stack's own instance unless `instance_id` names another; with `target=docker` the
 * container that `name` names, or lists all.
 */
export const getInfraHandler = (env: InfraEnvironment) => () => {
  const control = instanceController(env, new EC2Client({}));
  const controlContainer = containerController(env.engine);
  const ownInstanceId = env.instanceId.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { action, target, instance_id: instanceId = ownInstanceId, name } = read(event).query;
    if (action === "start" || action === "stop") refusePrefetch(event);
    if (target === "docker") return controlContainer(action, name);
    if (action === "list") throw problem(unknownAction.status, unknownAction.title, "action: list takes target=docker");
    return control(action, instanceId);
  });
};
