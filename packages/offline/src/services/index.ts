import { join } from "node:path";
import type { Clock } from "../clock";
import type { DataFolder } from "../storage/data-folder";
import type { Asynchronous } from "./lambda/asynchronous";
import type { Pool } from "./lambda/pool";
import { type Graph, object, ofType, optionalText } from "../graph/graph";
import type { Service } from "../protocol/service";
import { type Faults, openDynamoDb } from "./dynamodb";
import { tablesOf } from "./dynamodb/declared";
import { Ec2 } from "./ec2";
import { Instances } from "./ec2/instances";
import { Lambda } from "./lambda/service";
import { CloudWatchLogs } from "./logs";
import type { LogStore } from "./logs/store/store";
import { S3 } from "./s3";
import { bucketsOf } from "./s3/declared";
import { checkDestinations, deliverTo } from "./s3/delivery";
import { Sqs } from "./sqs";
import type { Queues } from "./sqs/queues";
import { Ssm } from "./ssm";
import { Parameters } from "./ssm/parameters";
import { Sts } from "./sts";

export interface ServicesOptions {
  graph: Graph;
  data: DataFolder;
  ec2TransitionSeconds: number;
  pool: Pool;
  asynchronous: Asynchronous;
  queues: Queues;
  clock: Clock;
  logs: LogStore;
  log: (text: string) => void;
  /** What goes wrong in DynamoDB on purpose. */
  faults?: Faults;
}

/** The embedded services. */
export interface Services {
  /** The one that serves web pages too. */
  s3: S3;
  others: Service[];
}

/**
 * Opens the embedded services.
 *
 * @throws UserError for what the program declares and AWS would refuse, or what the data folder does not fit
 */
export async function openServices(options: ServicesOptions): Promise<Services> {
  const { graph, data, ec2TransitionSeconds, pool, asynchronous, queues, clock, faults } = options;
  const buckets = bucketsOf(graph);
  checkDestinations(graph, buckets);
  const now = () => clock.now();
  const instances = new Instances({ data, transitionSeconds: ec2TransitionSeconds, now });
  declareInstances(graph, instances);
  const dynamoDb = await openDynamoDb({
    directory: join(data.path, "dynamodb"),
    location: graph,
    tables: tablesOf(graph),
    faults,
    opening: data.opening,
  });
  const notify = deliverTo(pool, asynchronous, options.log);
  try {
    const s3 = new S3({ directory: join(data.path, "s3"), location: graph, buckets, notify, opening: data.opening });
    const lambda = new Lambda(pool, asynchronous, graph);
    const cloudWatchLogs = new CloudWatchLogs(options.logs, graph);
    const sqs = new Sqs(queues, graph);
    const ssm = new Ssm(new Parameters(graph, data, now), graph);
    return { s3, others: [dynamoDb, new Ec2(instances, graph), lambda, cloudWatchLogs, sqs, ssm, new Sts(graph)] };
  } catch (error) {
    await dynamoDb.close();
    throw error;
  }
}

function declareInstances(graph: Graph, instances: Instances): void {
  for (const { id, inputs } of ofType(graph, "aws:ec2/instance:Instance")) {
    const tags = Object.entries(object(inputs, "tags")).map(([key, value]) => [key, String(value)]);
    instances.declare({
      id,
      imageId: optionalText(inputs, "ami") ?? "",
      type: optionalText(inputs, "instanceType") ?? "m1.small",
      tags: Object.fromEntries(tags),
    });
  }
}
