import { jsonProtocol } from "../../../protocol/json";
import { awsService } from "../../../protocol/operations";
import type { AwsService, Location } from "../../../protocol/service";
import type { Pool } from "../pool";
import { adminOperations } from "./admin";
import { describingOperations } from "./describe";
import { Pools } from "./pools";
import { publicOperations } from "./public";

const protocol = jsonProtocol({ code: "AccessDeniedException", status: 400 });

/** Cognito's user pools, as the endpoint serves them. */
export function cognitoService(all: readonly Pool[], location: Location): AwsService {
  const pools = new Pools(all);
  return awsService("cognito-idp", protocol, {
    ...publicOperations(pools),
    ...adminOperations(pools, location),
    ...describingOperations(pools, location),
  });
}
