import type { Graph } from "../../graph/graph";
import type { Unserved } from "../module";

/**
 * What a person goes without where a resource of a type is recorded only. Types that are not here are a part of others, or
 * change nothing that people see.
 */
export const meanings: Readonly<Record<string, string>> = {
  "aws:alb/loadBalancer:LoadBalancer": "nothing answers at its address",
  "aws:apprunner/service:Service": "its container does not run, and nothing answers at its address",
  "aws:appsync/graphQLApi:GraphQLApi": "it answers no queries",
  "aws:batch/jobDefinition:JobDefinition": "its jobs do not run",
  "aws:docdb/cluster:Cluster": "no database answers at its address",
  "aws:ec2/launchTemplate:LaunchTemplate": "no instance is started of it",
  "aws:ecs/service:Service": "its containers do not run",
  "aws:ecs/taskDefinition:TaskDefinition": "its containers do not run",
  "aws:efs/fileSystem:FileSystem": "nothing can mount it",
  "aws:eks/cluster:Cluster": "no Kubernetes answers at its address",
  "aws:elasticache/cluster:Cluster": "no cache answers at its address",
  "aws:elasticache/replicationGroup:ReplicationGroup": "no cache answers at its address",
  "aws:elasticbeanstalk/environment:Environment": "nothing answers at its address",
  "aws:glue/job:Job": "it does not run",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "it takes and delivers nothing",
  "aws:kinesis/stream:Stream": "it takes no records and hands none on",
  "aws:lb/loadBalancer:LoadBalancer": "nothing answers at its address",
  "aws:mq/broker:Broker": "no broker answers at its address",
  "aws:msk/cluster:Cluster": "no broker answers at its address",
  "aws:neptune/cluster:Cluster": "no database answers at its address",
  "aws:opensearch/domain:Domain": "nothing answers at its address",
  "aws:rds/cluster:Cluster": "no database answers at its address",
  "aws:rds/instance:Instance": "no database answers at its address",
  "aws:redshift/cluster:Cluster": "no database answers at its address",
  "aws:sfn/stateMachine:StateMachine": "its executions do not start",
  "aws:synthetics/canary:Canary": "it does not run",
  "awsx:ecs:FargateService": "its containers do not run",
  "command:local:Command": "the command does not run",
  "command:remote:Command": "the command does not run",
  "docker-build:index:Image": "the image is not built",
  "docker:index/image:Image": "the image is not built",
  "eks:index:Cluster": "no Kubernetes answers at its address",
};

/** What of a program nobody serves here, by what that means, each meaning once for all resources of a type. */
export const unservedIn = (graph: Graph): Unserved[] =>
  Object.entries(meanings).flatMap(([type, meaning]) => {
    const names = graph.resources.filter((resource) => resource.type === type).map(({ name }) => name);
    if (names.length === 0) return [];
    return [{ breaks: true, text: `${type.slice(type.lastIndexOf(":") + 1)} ${listed(names)}: ${meaning}` }];
  });

/** A few names, and how many more there are. */
const listed = ([first = "", second, ...more]: string[]): string =>
  [first, ...(second === undefined ? [] : [second]), ...(more.length === 0 ? [] : [`${more.length} more`])].join(", ");
