import { endpoint, outOfCapacity, unsupportedCharset } from "../kit/endpoint";
import { respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
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
import { controlledRegions, regionProblems, regionSchema } from "./regions";

const manageRequest = {
  title: "ManageRequest",
  type: "object",
  properties: { action: actionSchema, instance_id: instanceIdSchema, region: regionSchema },
  required: ["action", "instance_id"],
  additionalProperties: false,
} as const;

/** `POST /manage`. */
export const manage = endpoint({
  method: "POST",
  path: "/manage",
  id: "manage",
  tag,
  operators: true,
  summary: "Start, stop or describe an instance",
  description,
  body: manageRequest,
  example: { action: "start", instance_id: instanceIdExample },
  answers: {
    200: { description: "Done, or the instance's status", schema: instanceAnswer, example: statusExample },
    202: stillChanging,
    400: {
      description: "Malformed request; a region that the stack does not control",
      problems: { "Invalid request body": "/instance_id is required", ...regionProblems[400] },
    },
    403: { description: "The instance is not managed by this stack", problems: instanceProblems[403] },
    404: { description: "Instance not found", problems: instanceProblems[404] },
    409: { description: "Impossible in the instance's state", problems: instanceProblems[409] },
    502: { description: "The instance fell back to stopped", problems: instanceProblems[502] },
    415: unsupportedCharset,
    503: outOfCapacity,
  },
});

const input = inputOf(manage);

/** Starts, stops or describes the instance that the body names. */
export const manageHandler = (env: ControlEnvironment) => () => {
  const control = instanceController(env);
  const { regionOf } = controlledRegions(env);
  const read = readerOf(input);
  return respond(async (event) => {
    const { action, instance_id: instanceId, region } = read(event).body;
    return control(action, regionOf(region), instanceId);
  });
};
