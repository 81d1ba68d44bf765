import { createHash } from "node:crypto";
import { arn, physicalName } from "../../graph/naming";
import { InputReader } from "../../protocol/input";
import { type JsonInput, jsonProtocol } from "../../protocol/json";
import { awsService, type Operations } from "../../protocol/operations";
import { AwsError, type Location, notImplemented } from "../../protocol/service";
import { regional } from "../regional";
import { type Parameter, Parameters } from "./parameters";

const read = new InputReader();
const protocol = jsonProtocol({ code: "AccessDeniedException", status: 400 });

/** SSM's Parameter Store; SecureStrings are shown decrypted to those who ask for it. */
export const ssm = regional({
  name: "ssm",
  resources: {
    "aws:ssm/parameter:Parameter": {
      serves: true,
      computed: (naming) => {
        const name = physicalName(naming);
        return { id: name, name, arn: arn(naming, "ssm", `parameter/${name.replace(/^\//, "")}`), version: 1 };
      },
    },
  },
  open: (graph, { data, clock }) => ({
    aws: awsService("ssm", protocol, operationsOn(new Parameters(graph, data, () => clock.now()), graph)),
  }),
});

/** What a PutParameter may say of a parameter's keeping, with the one value that is embedded, if any. */
const putOptions = {
  AllowedPattern: undefined,
  DataType: "text",
  KeyId: "alias/aws/ssm",
  Policies: undefined,
  Tier: "Standard",
} as const;

function namesOf(input: JsonInput): string[] {
  const names = read.texts(input, "Names");
  if (names.length >= 1 && names.length <= 10) return names;
  throw new AwsError(
    "ValidationException",
    `1 validation error detected: Value '[${names.join(", ")}]' at 'names' failed to satisfy constraint: Member must have length between 1 and 10`,
  );
}

function operationsOn(parameters: Parameters, location: Location): Operations<JsonInput, object> {
  const arnOf = (name: string): string =>
    `arn:aws:ssm:${location.region}:${location.account}:parameter/${name.replace(/^\//, "")}`;
  const one = (action: string) => (input: JsonInput) => [{ action, resource: arnOf(read.text(input, "Name")) }];
  return {
    GetParameter: {
      members: ["Name", "WithDecryption"],
      access: one("ssm:GetParameter"),
      run: (input) => {
        const name = read.text(input, "Name");
        const found = parameters.find(name);
        if (!found) throw new AwsError("ParameterNotFound", `Parameter ${name} not found.`);
        return { Parameter: shown(found, arnOf(name), read.flag(input, "WithDecryption")) };
      },
    },
    GetParameters: {
      members: ["Names", "WithDecryption"],
      access: (input) => namesOf(input).map((name) => ({ action: "ssm:GetParameters", resource: arnOf(name) })),
      run: (input) => {
        const names = namesOf(input);
        const found = names.flatMap((name) => parameters.find(name) ?? []);
        return {
          Parameters: found.map((one) => shown(one, arnOf(one.name), read.flag(input, "WithDecryption"))),
          InvalidParameters: names.filter((name) => !parameters.find(name)),
        };
      },
    },
    PutParameter: {
      // A description is for people; nobody is shown it.
      members: ["Name", "Value", "Type", "Overwrite", "Description", ...Object.keys(putOptions)],
      access: one("ssm:PutParameter"),
      run: (input) => {
        for (const [option, embedded] of Object.entries(putOptions)) {
          const given = read.optionalText(input, option);
          if (given !== undefined && given !== embedded)
            throw notImplemented("ssm", `PutParameter with ${option} ${given}`);
        }
        const { version } = parameters.put({
          name: read.text(input, "Name"),
          type: read.optionalText(input, "Type"),
          value: read.text(input, "Value"),
          overwrite: read.flag(input, "Overwrite"),
        });
        return { Tier: putOptions.Tier, Version: version };
      },
    },
    DeleteParameter: {
      members: ["Name"],
      access: one("ssm:DeleteParameter"),
      run: (input) => {
        parameters.delete(read.text(input, "Name"));
        return {};
      },
    },
  };
}

function shown({ name, type, value, version, modified }: Parameter, ARN: string, decrypt: boolean): object {
  const isHidden = type === "SecureString" && !decrypt;
  return {
    Name: name,
    Type: type,
    // What AWS shows undecrypted is ciphertext: of no use to anybody, and never the value.
    Value: isHidden ? createHash("sha256").update(value).digest("base64") : value,
    Version: version,
    LastModifiedDate: modified / 1000,
    ARN,
    DataType: "text",
  };
}
