import { genericComputed, type Computed, type Naming } from "../graph/naming";
import { UserError } from "../errors";
import type { Properties } from "../graph/graph";
import type { ResourceTypes } from "../graph/resource-type";
import { apigateway } from "./apigateway";
import { apigatewayv2 } from "./apigatewayv2";
import { cloudfront } from "./cloudfront";
import { cloudwatch } from "./cloudwatch";
import { cognito } from "./cognito";
import { domains } from "./domains";
import { dynamodb } from "./dynamodb";
import { ec2 } from "./ec2";
import { eventSources } from "./event-sources";
import { events } from "./events";
import { iam } from "./iam";
import { lambda } from "./lambda";
import { logs } from "./logs";
import { mail } from "./mail";
import type { ServiceModule } from "./module";
import { recorded } from "./recorded";
import { s3 } from "./s3";
import { secretsmanager } from "./secretsmanager";
import { sns } from "./sns";
import { sqs } from "./sqs";
import { ssm } from "./ssm";
import { sts } from "./sts";
import { waf } from "./waf";

/**
 * The embedded services, in the order in which they open: what is called comes before what calls it. They close in the
 * reverse of it.
 */
export const services: readonly ServiceModule[] = [
  recorded,
  mail,
  cloudwatch,
  domains,
  iam,
  sts,
  ssm,
  secretsmanager,
  ec2,
  logs,
  sqs,
  s3,
  dynamodb,
  lambda,
  sns,
  eventSources,
  events,
  cognito,
  waf,
  apigateway,
  apigatewayv2,
  cloudfront,
];

/** All types of resources that the host knows. */
export const resourceTypes: ResourceTypes = Object.assign({}, ...services.map(({ resources }) => resources));

/** Whether the host knows what the provider computes for a type. Of any other it has an id, a name and an ARN alone. */
export const isKnownType = (type: string): boolean => Object.hasOwn(resourceTypes, type);

/** The physical id and outputs that a provider would give a resource; the same on every run. */
export function computed(naming: Naming): Computed {
  const known = Object.hasOwn(resourceTypes, naming.type) ? resourceTypes[naming.type] : undefined;
  return (known?.computed ?? genericComputed)(naming);
}

/**
 * The outputs that follow from the id of a resource which the program reads: another program has made it.
 *
 * @throws UserError for what exists only where it is declared
 */
export function outputsOfExisting(type: string, id: string, place: Pick<Naming, "region" | "account">): Properties {
  const known = Object.hasOwn(resourceTypes, type) ? resourceTypes[type] : undefined;
  const outputs = known?.existing?.(id, place);
  if (outputs) return outputs;
  throw new UserError(`the program reads ${type} ${id}, which offline nobody has made; declare it instead`);
}
