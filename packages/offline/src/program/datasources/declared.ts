import { optionalText, type Properties, type Resource, texts } from "../../graph/graph";
import { type DataSource, type DataSources, NoAnswer, type Surroundings } from "./answer";
import { imageParameter, isImageParameter } from "./images";

/** A data source that tells of something which the program may have declared. */
interface Existing {
  types: readonly string[];
  /** The outputs by which it is asked for, by the input that says them: any that is said must be the same. */
  by: Readonly<Record<string, string>>;
  /** Outputs that it has besides the resource's. */
  besides?: (outputs: Properties, inputs: Properties) => Properties;
}

const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

const existing: Record<string, Existing> = {
  "aws:apigateway/getResource:getResource": {
    types: ["aws:apigateway/resource:Resource"],
    by: { restApiId: "restApi", path: "path" },
    besides: (_, { restApiId }) => ({ restApiId }),
  },
  "aws:apigateway/getRestApi:getRestApi": { types: ["aws:apigateway/restApi:RestApi"], by: { name: "name" } },
  "aws:apigatewayv2/getApi:getApi": { types: ["aws:apigatewayv2/api:Api"], by: { apiId: "id" } },
  "aws:cloudfront/getDistribution:getDistribution": {
    types: ["aws:cloudfront/distribution:Distribution"],
    by: { id: "id" },
  },
  "aws:cloudwatch/getEventBus:getEventBus": { types: ["aws:cloudwatch/eventBus:EventBus"], by: { name: "name" } },
  "aws:cloudwatch/getLogGroup:getLogGroup": { types: ["aws:cloudwatch/logGroup:LogGroup"], by: { name: "name" } },
  "aws:cognito/getUserPool:getUserPool": { types: ["aws:cognito/userPool:UserPool"], by: { userPoolId: "id" } },
  "aws:cognito/getUserPoolClient:getUserPoolClient": {
    types: ["aws:cognito/userPoolClient:UserPoolClient"],
    by: { clientId: "id", userPoolId: "userPoolId" },
  },
  "aws:dynamodb/getTable:getTable": { types: ["aws:dynamodb/table:Table"], by: { name: "name" } },
  "aws:ec2/getInstance:getInstance": { types: ["aws:ec2/instance:Instance"], by: { instanceId: "id" } },
  "aws:ecr/getRepository:getRepository": { types: ["aws:ecr/repository:Repository"], by: { name: "name" } },
  "aws:ecs/getCluster:getCluster": {
    types: ["aws:ecs/cluster:Cluster"],
    by: { clusterName: "name" },
    besides: ({ name }) => ({ clusterName: name, status: "ACTIVE" }),
  },
  "aws:iam/getPolicy:getPolicy": { types: ["aws:iam/policy:Policy"], by: { arn: "arn", name: "name" } },
  "aws:iam/getRole:getRole": { types: ["aws:iam/role:Role"], by: { name: "name" } },
  "aws:kinesis/getStream:getStream": { types: ["aws:kinesis/stream:Stream"], by: { name: "name" } },
  "aws:kms/getAlias:getAlias": { types: ["aws:kms/alias:Alias"], by: { name: "name" } },
  "aws:kms/getKey:getKey": { types: ["aws:kms/key:Key"], by: { keyId: "id" } },
  "aws:lambda/getFunction:getFunction": {
    types: ["aws:lambda/function:Function", "aws:lambda/callbackFunction:CallbackFunction"],
    by: { functionName: "name" },
    besides: ({ name }) => ({ functionName: name }),
  },
  "aws:lb/getLoadBalancer:getLoadBalancer": {
    types: ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"],
    by: { arn: "arn", name: "name" },
  },
  "aws:s3/getBucket:getBucket": { types: bucketTypes, by: { bucket: "bucket" } },
  "aws:secretsmanager/getSecret:getSecret": {
    types: ["aws:secretsmanager/secret:Secret"],
    by: { arn: "arn", name: "name" },
  },
  "aws:sfn/getStateMachine:getStateMachine": {
    types: ["aws:sfn/stateMachine:StateMachine"],
    by: { name: "name" },
  },
  "aws:sns/getTopic:getTopic": { types: ["aws:sns/topic:Topic"], by: { name: "name" } },
  "aws:sqs/getQueue:getQueue": { types: ["aws:sqs/queue:Queue"], by: { name: "name" } },
};

/** What the program has declared by the time that it asks: nothing else exists here. */
export const declaredSources: DataSources = {
  ...Object.fromEntries(Object.entries(existing).map(([token, source]) => [token, answerOf(token, source)])),
  "aws:secretsmanager/getSecretVersion:getSecretVersion": secretVersion,
  "aws:ssm/getParameter:getParameter": parameter,
  "aws:route53/getZone:getZone": zone,
};

function answerOf(token: string, { types, by, besides }: Existing): DataSource {
  return (inputs, { declared }) => {
    const asked = Object.entries(by).filter(([input]) => inputs[input] !== undefined);
    const said = asked.map(([input]) => `${input} ${String(inputs[input])}`).join(", ");
    const found = declared.find(
      ({ type, id, outputs }) =>
        types.includes(type) &&
        asked.length > 0 &&
        asked.every(([input, output]) => (output === "id" ? id : outputs[output]) === inputs[input]),
    );
    if (!found) throw notDeclared(token, said);
    return { ...found.outputs, id: found.id, ...besides?.(found.outputs, inputs) };
  };
}

const notDeclared = (token: string, said: string): NoAnswer =>
  new NoAnswer(
    `${token} asks for ${said || "nothing that is known"}, which the program has not declared; declare it before`,
  );

function ofType({ declared }: Surroundings, type: string): Resource[] {
  return declared.filter((resource) => resource.type === type);
}

/** Images of AWS's that parameters name, or what the program declares. */
function parameter(inputs: Properties, surroundings: Surroundings): Properties {
  const name = String(inputs.name);
  if (isImageParameter(name)) return imageParameter(name, surroundings);
  const found = ofType(surroundings, "aws:ssm/parameter:Parameter").find(({ outputs }) => outputs.name === name);
  if (!found) throw notDeclared("aws:ssm/getParameter:getParameter", `the parameter ${name}`);
  const value = found.inputs.value ?? found.inputs.insecureValue;
  const isSecure = found.inputs.type === "SecureString";
  return { ...found.outputs, id: name, value, ...(isSecure ? {} : { insecureValue: value }) };
}

/** The newest version of a secret that the program gives it, or the one that has the stage that is asked for. */
function secretVersion(inputs: Properties, surroundings: Surroundings): Properties {
  const secretId = String(inputs.secretId);
  const secret = ofType(surroundings, "aws:secretsmanager/secret:Secret").find(
    ({ id, outputs }) => id === secretId || outputs.name === secretId,
  );
  const stage = optionalText(inputs, "versionStage") ?? "AWSCURRENT";
  const found = ofType(surroundings, "aws:secretsmanager/secretVersion:SecretVersion")
    .filter(({ inputs: version }) => version.secretId === secret?.id || version.secretId === secret?.outputs.name)
    .filter(({ inputs: version }) => !version.versionStages || texts(version, "versionStages").includes(stage))
    .filter(({ outputs }) => inputs.versionId === undefined || outputs.versionId === inputs.versionId)
    .at(-1);
  if (!secret || !found)
    throw notDeclared("aws:secretsmanager/getSecretVersion:getSecretVersion", `a version of secret ${secretId}`);
  const { secretString, secretBinary } = found.inputs;
  const { arn } = secret.outputs;
  return {
    ...found.outputs,
    arn,
    secretString,
    secretBinary,
    versionStage: stage,
    createdDate: "2020-01-01T00:00:00Z",
  };
}

/** Key of the configuration that says which hosted zones the account has: their names, with commas between. */
const zonesKey = "offline:hostedZones";

/** A hosted zone that the program declares, or that the configuration says is there. */
function zone(inputs: Properties, surroundings: Surroundings): Properties {
  const withoutDot = (name: string | undefined): string | undefined => name?.replace(/\.$/, "");
  const [name, zoneId] = [withoutDot(optionalText(inputs, "name")), optionalText(inputs, "zoneId")];
  const made = ofType(surroundings, "aws:route53/zone:Zone").find(
    ({ id, outputs }) => id === zoneId || (name !== undefined && withoutDot(optionalText(outputs, "name")) === name),
  );
  if (made) return { ...made.outputs, id: made.id, zoneId: made.id };
  const configured = (surroundings.config[zonesKey] ?? "").split(",").map((one) => withoutDot(one.trim()));
  if (name === undefined || !configured.includes(name))
    throw new NoAnswer(
      `no hosted zone ${name ?? zoneId ?? ""} is declared; if the account has it, say so: --config ${zonesKey}=${name ?? "example.com"}`,
    );
  const id = `Z${Buffer.from(name).toString("hex").toUpperCase().slice(0, 20).padEnd(20, "0")}`;
  const nameServers = ["ns-1.awsdns-00.com", "ns-2.awsdns-00.net", "ns-3.awsdns-00.org", "ns-4.awsdns-00.co.uk"];
  const arn = `arn:aws:route53:::hostedzone/${id}`;
  return { id, zoneId: id, name, arn, nameServers, primaryNameServer: nameServers[0], privateZone: false, tags: {} };
}
