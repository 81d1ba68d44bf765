import type { HttpResponse } from "../../../protocol/http-response";
import type { Identities } from "../../../protocol/identities";
import type { AwsRequest, AwsResponse } from "../../../protocol/service";
import { askInRole } from "../../apigateway/backend/sending";
import type { ServedTarget } from "./declared";
import type { Selectable } from "./selection";

export interface ServiceTargetsOptions {
  region: string;
  identities: Pick<Identities, "ofRole">;
  /** Serves requests to AWS's services. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
  log: (text: string) => void;
}

/** Services of AWS that answer routes, in the names of roles. */
export class ServiceTargets {
  constructor(private readonly options: ServiceTargetsOptions) {}

  /** @returns undefined where nobody can be asked, of which the console tells */
  async ask(
    key: string,
    { operation, roleArn }: Extract<ServedTarget, { kind: "service" }>,
    of: Selectable,
  ): Promise<HttpResponse | undefined> {
    const { identities, serve, log } = this.options;
    const { service, target, subtype } = operation;
    const role = identities.ofRole(roleArn);
    if (!role) {
      log(`${key} cannot ask ${service} by the role ${roleArn}, which the program does not declare`);
      return undefined;
    }
    const region = operation.region?.(of) ?? this.options.region;
    const { status, body } = await askInRole(
      serve,
      role,
      { service, region },
      {
        ...{ method: "POST", path: "/", query: "" },
        headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": target },
        body: Buffer.from(JSON.stringify(operation.input(of))),
      },
    );
    if (status >= 400) log(`${key}: ${subtype} was refused: ${body.toString("utf8").slice(0, 500)}`);
    return { status, headers: [["Content-Type", "application/json"]], body };
  }
}
