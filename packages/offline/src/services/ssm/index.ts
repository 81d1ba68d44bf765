import { createHash } from "node:crypto";
import { optionalText, type Properties, text, texts } from "../../graph/graph";
import { json, jsonError, readJson } from "../../protocol/json";
import {
  AwsError,
  type AwsResponse,
  type Call,
  type Location,
  notImplemented,
  type Service,
} from "../../protocol/service";
import type { Parameter, Parameters } from "./parameters";

type Authorize = Call["authorize"];

/** What a PutParameter may say of a parameter's keeping, with the one value that is embedded, if any. */
const putOptions = {
  AllowedPattern: undefined,
  DataType: "text",
  KeyId: "alias/aws/ssm",
  Policies: undefined,
  Tier: "Standard",
} as const;

/** SSM's Parameter Store; SecureStrings are shown decrypted to those who ask for it. */
export class Ssm implements Service {
  readonly name = "ssm";
  readonly denialCode = "AccessDeniedException";
  readonly denialStatus = 400;
  readonly fail = jsonError;

  constructor(
    private readonly parameters: Parameters,
    private readonly location: Location,
  ) {}

  async handle({ request, authorize }: Call): Promise<AwsResponse> {
    const { operation, input } = await readJson(request);
    switch (operation) {
      case "GetParameter":
        return this.get(input, authorize);
      case "GetParameters":
        return this.getSeveral(input, authorize);
      case "PutParameter":
        return this.put(input, authorize);
      case "DeleteParameter":
        return this.delete(input, authorize);
      default:
        throw notImplemented("ssm", operation);
    }
  }

  private get(input: Properties, authorize: Authorize): AwsResponse {
    const name = text(input, "Name");
    authorize([{ action: "ssm:GetParameter", resource: this.arn(name) }]);
    const found = this.parameters.find(name);
    if (!found) throw new AwsError("ParameterNotFound", `Parameter ${name} not found.`);
    return json(200, { Parameter: this.show(found, input.WithDecryption === true) });
  }

  private getSeveral(input: Properties, authorize: Authorize): AwsResponse {
    const names = texts(input, "Names");
    authorize(names.map((name) => ({ action: "ssm:GetParameters", resource: this.arn(name) })));
    const found = names.flatMap((name) => this.parameters.find(name) ?? []);
    return json(200, {
      Parameters: found.map((parameter) => this.show(parameter, input.WithDecryption === true)),
      InvalidParameters: names.filter((name) => !this.parameters.find(name)),
    });
  }

  private put(input: Properties, authorize: Authorize): AwsResponse {
    const name = text(input, "Name");
    authorize([{ action: "ssm:PutParameter", resource: this.arn(name) }]);
    for (const [option, embedded] of Object.entries(putOptions)) {
      const given = optionalText(input, option);
      if (given !== undefined && given !== embedded)
        throw notImplemented("ssm", `PutParameter with ${option} ${given}`);
    }
    const { version } = this.parameters.put({
      name,
      type: optionalText(input, "Type"),
      value: text(input, "Value"),
      overwrite: input.Overwrite === true,
    });
    return json(200, { Tier: putOptions.Tier, Version: version });
  }

  private delete(input: Properties, authorize: Authorize): AwsResponse {
    const name = text(input, "Name");
    authorize([{ action: "ssm:DeleteParameter", resource: this.arn(name) }]);
    this.parameters.delete(name);
    return json(200, {});
  }

  private show({ name, type, value, version, modified }: Parameter, decrypt: boolean): object {
    const isHidden = type === "SecureString" && !decrypt;
    return {
      Name: name,
      Type: type,
      // What AWS shows undecrypted is ciphertext: of no use to anybody, and never the value.
      Value: isHidden ? createHash("sha256").update(value).digest("base64") : value,
      Version: version,
      LastModifiedDate: modified / 1000,
      ARN: this.arn(name),
      DataType: "text",
    };
  }

  private arn(name: string): string {
    return `arn:aws:ssm:${this.location.region}:${this.location.account}:parameter/${name.replace(/^\//, "")}`;
  }
}
