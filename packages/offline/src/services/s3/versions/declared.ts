import { UserError } from "../../../errors";
import {
  type Graph,
  object,
  objects,
  ofType,
  optionalText,
  type Properties,
  type Resource,
} from "../../../graph/graph";
import type { Versioning } from "../settings";

const types = ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"];

/**
 * Whether a program declares that a bucket keeps versions: by a resource beside it, or by its own `versioning`
 * (`versionings` of a `BucketV2`). `Disabled` is what a bucket is that nobody ever told.
 *
 * @throws UserError for MFA delete, which is not served
 */
export function versioningIn(graph: Graph, { inputs }: Resource, name: string): Versioning | undefined {
  const beside = types
    .flatMap((type) => ofType(graph, type))
    .filter((resource) => resource.inputs.bucket === name)
    .map((resource) => object(resource.inputs, "versioningConfiguration"));
  const own = [object(inputs, "versioning"), ...objects(inputs, "versionings")];
  if ([...beside, ...own].some(asksForMfa))
    throw new UserError(
      `bucket ${name} asks for MFA delete, which the offline host does not have: leave mfaDelete out`,
    );
  const status = beside.map((configuration) => optionalText(configuration, "status"))[0];
  if (status === "Enabled" || status === "Suspended") return status;
  return own.some(({ enabled }) => enabled === true) ? "Enabled" : undefined;
}

const asksForMfa = ({ mfaDelete }: Properties): boolean => mfaDelete === true || mfaDelete === "Enabled";
