import { createHash } from "node:crypto";
import { type Graph, ofType, optionalText, text, texts } from "../../program/graph";
import { json, jsonError, readJson } from "../protocols/json";
import { AwsError, type AwsResponse, type Call, type Location, notImplemented, type Service } from "../service";

interface Parameter {
  name: string;
  type: string;
  value: string;
}

/** SSM's parameters as the program declares them; SecureStrings are shown decrypted to those who ask for it. */
export class Ssm implements Service {
  readonly name = "ssm";
  readonly denialCode = "AccessDeniedException";
  readonly denialStatus = 400;
  readonly fail = jsonError;
  private readonly parameters: Map<string, Parameter>;

  constructor(
    graph: Graph,
    private readonly location: Location,
    private readonly now: () => number,
  ) {
    const declared = ofType(graph, "aws:ssm/parameter:Parameter").map(({ inputs }) => ({
      name: text(inputs, "name"),
      type: text(inputs, "type"),
      value: optionalText(inputs, "value") ?? optionalText(inputs, "insecureValue") ?? "",
    }));
    this.parameters = new Map(declared.map((parameter) => [parameter.name, parameter]));
  }

  async handle({ request, authorize }: Call): Promise<AwsResponse> {
    const { operation, input } = await readJson(request);
    if (operation !== "GetParameter" && operation !== "GetParameters") throw notImplemented("ssm", operation);
    const decrypt = input.WithDecryption === true;
    const names = operation === "GetParameter" ? [text(input, "Name")] : texts(input, "Names");
    authorize(names.map((name) => ({ action: `ssm:${operation}`, resource: this.arn(name) })));
    const found = names
      .flatMap((name) => this.parameters.get(name) ?? [])
      .map((parameter) => this.show(parameter, decrypt));
    if (operation === "GetParameters") {
      return json(200, { Parameters: found, InvalidParameters: names.filter((name) => !this.parameters.has(name)) });
    }
    if (!found[0]) throw new AwsError("ParameterNotFound", `Parameter ${names[0]} not found.`);
    return json(200, { Parameter: found[0] });
  }

  private show({ name, type, value }: Parameter, decrypt: boolean): object {
    const isHidden = type === "SecureString" && !decrypt;
    return {
      Name: name,
      Type: type,
      // What AWS shows undecrypted is ciphertext: of no use to anybody, and never the value.
      Value: isHidden ? createHash("sha256").update(value).digest("base64") : value,
      Version: 1,
      LastModifiedDate: Math.floor(this.now() / 1000),
      ARN: this.arn(name),
      DataType: "text",
    };
  }

  private arn(name: string): string {
    return `arn:aws:ssm:${this.location.region}:${this.location.account}:parameter/${name.replace(/^\//, "")}`;
  }
}
