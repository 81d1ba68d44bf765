import { optionalText } from "../../graph/graph";
import { arn, digits, type Naming, physicalName, uuid } from "../../graph/naming";
import type { ResourceTypes } from "../../graph/resource-type";
import { unknownValue } from "../../graph/unknown";
import { byArn, byId, byInputs, byName } from "./forms";

/** What IAM knows by a name, of no region. */
const person = (kind: string, prefix: string) => ({
  computed: (naming: Naming) => {
    const name = physicalName(naming);
    const path = optionalText(naming.inputs, "path") ?? "/";
    const uniqueId = `${prefix}${digits(naming, 17).toUpperCase()}`;
    return { id: name, name, arn: `arn:aws:iam::${naming.account}:${kind}${path}${name}`, uniqueId };
  },
});

/** A database's address that leads nowhere. */
const database = (port: number) => (naming: Naming) => {
  const identifier = optionalText(naming.inputs, "identifier") ?? `${naming.name}-${digits(naming, 7)}`;
  const used = typeof naming.inputs.port === "number" ? naming.inputs.port : portOf(naming, port);
  const address = `${identifier}.${digits(naming, 12)}.${naming.region}.rds.amazonaws.com`;
  return {
    id: identifier,
    identifier,
    arn: arn(naming, "rds", `db:${identifier}`),
    resourceId: `db-${digits(naming, 26).toUpperCase()}`,
    address,
    endpoint: `${address}:${used}`,
    port: used,
    hostedZoneId: `Z${digits(naming, 13).toUpperCase()}`,
    status: "available",
  };
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
function portOf({ inputs: { engine } }: Naming, usual: number): number {
  const ports: readonly [RegExp, number][] = [
    [/postgres/, 5432],
    [/oracle/, 1521],
    [/sqlserver/, 1433],
  ];
  return ports.find(([pattern]) => pattern.test(String(engine)))?.[1] ?? usual;
}

/** Everything else that programs read outputs of: recorded only. */
export const otherTypes: ResourceTypes = {
  "aws:iam/user:User": person("user", "AIDA"),
  "aws:iam/group:Group": person("group", "AGPA"),
  "aws:iam/instanceProfile:InstanceProfile": person("instance-profile", "AIPA"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    computed: ({ account, inputs }) => {
      const own = `arn:aws:iam::${account}:oidc-provider/${String(inputs.url).replace(/^https?:\/\//, "")}`;
      return { id: own, arn: own };
    },
  },
  "aws:kms/key:Key": {
    computed: (naming) => {
      const keyId = uuid(naming);
      return { id: keyId, keyId, arn: arn(naming, "kms", `key/${keyId}`) };
    },
  },
  "aws:kms/alias:Alias": {
    computed: (naming) => {
      const name = optionalText(naming.inputs, "name") ?? `alias/${naming.name}-${digits(naming, 7)}`;
      const target = String(naming.inputs.targetKeyId);
      const targetKeyArn = target.startsWith("arn:") ? target : arn(naming, "kms", `key/${target}`);
      return { id: name, name, arn: arn(naming, "kms", name), targetKeyArn };
    },
  },
  "aws:kinesis/stream:Stream": byArn("kinesis", (name) => `stream/${name}`),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": byArn("firehose", (name) => `deliverystream/${name}`),
  "aws:sfn/stateMachine:StateMachine": byArn(
    "states",
    (name) => `stateMachine:${name}`,
    ({ arn: own }) => ({
      status: "ACTIVE",
      revisionId: "",
      stateMachineVersionArn: own,
    }),
  ),
  "aws:sfn/activity:Activity": byArn("states", (name) => `activity:${name}`),
  "aws:cloudwatch/eventBus:EventBus": byName("events", (name) => `event-bus/${name}`),
  "aws:cloudwatch/logStream:LogStream": {
    computed: (naming) => {
      const name = physicalName(naming);
      const group = String(naming.inputs.logGroupName);
      return { id: name, name, arn: arn(naming, "logs", `log-group:${group}:log-stream:${name}`) };
    },
  },
  "aws:rds/instance:Instance": { computed: database(3306) },
  "aws:rds/subnetGroup:SubnetGroup": byName("rds", (name) => `subgrp:${name}`),
  "aws:rds/cluster:Cluster": {
    computed: (naming) => {
      const identifier = optionalText(naming.inputs, "clusterIdentifier") ?? `${naming.name}-${digits(naming, 7)}`;
      const zone = `${digits(naming, 12)}.${naming.region}.rds.amazonaws.com`;
      return {
        id: identifier,
        clusterIdentifier: identifier,
        arn: arn(naming, "rds", `cluster:${identifier}`),
        endpoint: `${identifier}.cluster-${zone}`,
        readerEndpoint: `${identifier}.cluster-ro-${zone}`,
        port: typeof naming.inputs.port === "number" ? naming.inputs.port : portOf(naming, 3306),
      };
    },
  },
  "aws:efs/fileSystem:FileSystem": byId("fs", "elasticfilesystem", "file-system", ({ id }, { region }) => ({
    dnsName: `${id}.efs.${region}.amazonaws.com`,
  })),
  "aws:efs/accessPoint:AccessPoint": byId("fsap", "elasticfilesystem", "access-point"),
  "aws:efs/mountTarget:MountTarget": byId("fsmt", "elasticfilesystem", "mount-target"),
  "aws:glue/catalogDatabase:CatalogDatabase": {
    computed: (naming) => {
      const name = physicalName(naming).toLowerCase();
      return {
        id: `${naming.account}:${name}`,
        name,
        catalogId: naming.account,
        arn: arn(naming, "glue", `database/${name}`),
      };
    },
  },
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": byId("ns", "servicediscovery", "namespace"),
  "aws:appsync/graphQLApi:GraphQLApi": {
    computed: (naming) => {
      const id = digits(naming, 26);
      const uri = `https://${id}.appsync-api.${naming.region}.amazonaws.com/graphql`;
      return { id, arn: arn(naming, "appsync", `apis/${id}`), uris: { GRAPHQL: uri } };
    },
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": byInputs("secretArn"),
  // What runs a command or builds an image gives what only that gives.
  "command:local:Command": { computed: ({ name }) => ({ id: name, stdout: unknownValue, stderr: unknownValue }) },
  "command:remote:Command": { computed: ({ name }) => ({ id: name, stdout: unknownValue, stderr: unknownValue }) },
  "docker:index/image:Image": {
    computed: ({ inputs }) => ({ id: String(inputs.imageName), repoDigest: unknownValue }),
  },
  "docker-build:index:Image": { computed: ({ name }) => ({ id: name, ref: unknownValue, digest: unknownValue }) },
  "eks:index:Cluster": {
    computed: ({ name }) => ({ id: name, kubeconfig: unknownValue, kubeconfigJson: unknownValue }),
  },
};
