import { access } from "./access";
import { compute } from "./compute";
import { edge } from "./edge";
import { network } from "./network";
import { storage } from "./storage";
import { watching } from "./watching";

/**
 * What deploying takes, by type of resource, in groups of which each makes a policy: one has a limit of size. A type that
 * the program declares has to be here, which tests hold. A new one is a line, and `npm run bootstrap` once more.
 *
 * The actions are those that Pulumi's AWS provider takes (hashicorp/terraform-provider-aws, `internal/service/`), by
 * https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */
export const groups = { access, compute, edge, network, storage, watching } as const;
