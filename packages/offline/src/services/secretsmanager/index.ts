import { randomUUID } from "node:crypto";
import { optionalText, texts } from "../../graph/graph";
import { arn, digits, physicalName } from "../../graph/naming";
import { InputReader } from "../../protocol/input";
import { type JsonInput, jsonProtocol } from "../../protocol/json";
import { awsService, type Operations } from "../../protocol/operations";
import { AwsError, type Location, notImplemented } from "../../protocol/service";
import { regional } from "../regional";
import { declaredVersionId, type Secret, Secrets, type Version } from "./secrets";

const read = new InputReader();
const protocol = jsonProtocol({ code: "AccessDeniedException", status: 400 });

/** Secrets Manager: the values of the secrets that the program declares. Keys of KMS, policies of secrets and rotation have no meaning here. */
export const secretsmanager = regional({
  name: "secretsmanager",
  resources: {
    "aws:secretsmanager/secret:Secret": {
      serves: true,
      computed: (naming) => {
        const name = physicalName(naming);
        const own = arn(naming, "secretsmanager", `secret:${name}-${digits(naming, 6)}`);
        return { id: own, name, arn: own };
      },
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
      serves: true,
      computed: ({ urn, inputs }) => {
        const secretArn = String(inputs.secretId);
        const versionId = declaredVersionId(urn, {
          secretString: optionalText(inputs, "secretString"),
          secretBinary: optionalText(inputs, "secretBinary"),
        });
        const stages = texts(inputs, "versionStages");
        const versionStages = stages.length > 0 ? stages : ["AWSCURRENT"];
        return { id: `${secretArn}|${versionId}`, arn: secretArn, versionId, versionStages };
      },
    },
  },
  open: (graph, { data, clock }) => ({
    aws: awsService("secretsmanager", protocol, operationsOn(new Secrets(graph, data, () => clock.now()), graph)),
  }),
});

function operationsOn(secrets: Secrets, { region, account }: Location): Operations<JsonInput, object> {
  /** Of a secret that is not there IAM is asked as well: by what the caller calls it. */
  const arnOf = (input: JsonInput): string => {
    const secretId = read.text(input, "SecretId");
    const named = secretId.startsWith("arn:")
      ? secretId
      : `arn:aws:secretsmanager:${region}:${account}:secret:${secretId}`;
    return secrets.find(secretId)?.arn ?? named;
  };
  const access = (action: string) => (input: JsonInput) => [{ action, resource: arnOf(input) }];
  const secretOf = (input: JsonInput): Secret => {
    const found = secrets.find(read.text(input, "SecretId"));
    if (!found) throw notFound("the specified secret.");
    return found;
  };
  return {
    GetSecretValue: {
      members: ["SecretId", "VersionId", "VersionStage"],
      access: access("secretsmanager:GetSecretValue"),
      run: (input) => {
        const secret = secretOf(input);
        const versions = staged(secrets.versionsOf(secret));
        const [id, stage] = [read.optionalText(input, "VersionId"), read.optionalText(input, "VersionStage")];
        const wanted = stage ?? (id === undefined ? "AWSCURRENT" : undefined);
        const found = versions.find(
          (one) => (id === undefined || one.versionId === id) && (wanted === undefined || one.stages.includes(wanted)),
        );
        if (!found) throw notFound(`the specified secret value for ${id ?? `staging label: ${wanted}`}`);
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: found.versionId,
          SecretString: found.secretString,
          SecretBinary: found.secretBinary,
          VersionStages: found.stages,
          CreatedDate: found.created / 1000,
        };
      },
    },
    DescribeSecret: {
      members: ["SecretId"],
      access: access("secretsmanager:DescribeSecret"),
      run: (input) => {
        const secret = secretOf(input);
        const versions = staged(secrets.versionsOf(secret));
        const changed = versions.map(({ created }) => created / 1000);
        return {
          ARN: secret.arn,
          Name: secret.name,
          Description: secret.description,
          CreatedDate: changed[0],
          LastChangedDate: changed.at(-1),
          Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value: String(Value) })),
          VersionIdsToStages: Object.fromEntries(
            versions.filter(({ stages }) => stages.length > 0).map(({ versionId, stages }) => [versionId, stages]),
          ),
        };
      },
    },
    PutSecretValue: {
      members: ["SecretId", "ClientRequestToken", "SecretString", "SecretBinary", "VersionStages"],
      access: access("secretsmanager:PutSecretValue"),
      run: (input) => {
        const secret = secretOf(input);
        const stages = input.VersionStages === undefined ? ["AWSCURRENT"] : read.texts(input, "VersionStages");
        if (stages.join() !== "AWSCURRENT")
          throw notImplemented("secretsmanager", `PutSecretValue with VersionStages ${stages.join()}`);
        const value = {
          secretString: read.optionalText(input, "SecretString"),
          secretBinary: read.optionalText(input, "SecretBinary"),
        };
        const { versionId } = secrets.put(
          secret,
          value,
          read.optionalText(input, "ClientRequestToken") ?? randomUUID(),
        );
        return { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: stages };
      },
    },
  };
}

/** Versions with their stages: the last is the current one. */
const staged = (versions: Version[]): (Version & { stages: string[] })[] =>
  versions.map((version, index) => {
    const stage = ["AWSCURRENT", "AWSPREVIOUS"][versions.length - 1 - index];
    return { ...version, stages: stage === undefined ? [] : [stage] };
  });

const notFound = (what: string): AwsError =>
  new AwsError("ResourceNotFoundException", `Secrets Manager can't find ${what}`);
