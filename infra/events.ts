import type * as dynamodb from "@pulumi/aws/dynamodb";
import type * as s3 from "@pulumi/aws/s3";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { createEvent, createEventHandler } from "../functions/events/create";
import { createUploadUrl, createUploadUrlHandler } from "../functions/events/create-upload-url";
import { deleteEvent, deleteEventHandler } from "../functions/events/delete";
import { getEvent, getEventHandler } from "../functions/events/get";
import { getImage, getImageHandler } from "../functions/events/get-image";
import { getUploadUrl, getUploadUrlHandler } from "../functions/events/get-upload-url";
import { listEvents, listEventsHandler } from "../functions/events/list";
import { putEvent, putEventHandler } from "../functions/events/put";
import { inspectUploads } from "../functions/events/uploads";
import { type Route, route, type ServedRoute, serveRoutes } from "./api/routes";
import { PrivateBucket } from "./blocks/bucket";
import { type Allow, LambdaFunction } from "./blocks/lambda";
import { notifyOfUploads } from "./blocks/notification";
import { createTable } from "./blocks/table";
import type { Settings } from "./settings";

/** The endpoints of events and their images. */
export const eventRoutes: Route<Parts>[] = [
  route("create", createEvent, ({ records, may }) => ({ factory: createEventHandler(records), allow: [may.put] })),
  route("list", listEvents, ({ records, may }) => ({ factory: listEventsHandler(records), allow: [may.query] })),
  route("get", getEvent, ({ records, may }) => ({ factory: getEventHandler(records), allow: [may.get] })),
  route("put", putEvent, ({ records, may }) => ({ factory: putEventHandler(records), allow: [may.update] })),
  route("delete", deleteEvent, ({ images, may }) => ({
    factory: deleteEventHandler(images),
    allow: [may.delete, may.listImages, may.deleteImages],
  })),
  route("create-upload-url", createUploadUrl, ({ images, may }) => ({
    factory: createUploadUrlHandler(images),
    allow: [may.get, may.putImages],
  })),
  route("get-upload-url", getUploadUrl, ({ images, may }) => ({
    factory: getUploadUrlHandler(images),
    allow: [may.get, may.putImages],
  })),
  // It is open and asks the table, so that it has limits of its own.
  route("get-image", getImage, ({ images, may, settings }) => ({
    factory: getImageHandler(images),
    allow: [may.get, may.getImages],
    limits: { rateLimit: settings.imageRateLimit, burstLimit: settings.imageBurstLimit },
  })),
];

/** What events are made of. */
export interface EventsArgs {
  settings: Settings;
  /** Where events of uploads are kept that the judge failed for good. */
  deadLetters: sqs.Queue;
}

/** Events and their images: a table, a bucket, a function for each endpoint, and one that inspects uploads. */
export class Events extends pulumi.ComponentResource {
  readonly tables: Record<string, dynamodb.Table>;
  readonly buckets: Record<string, s3.Bucket>;
  /** The functions that events invoke, with nobody waiting for the answer. */
  readonly triggered: LambdaFunction[];
  readonly routes: ServedRoute[];

  constructor(name: string, { settings, deadLetters }: EventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:events:Events", name, {}, opts);
    const parent = { parent: this };

    const table = createEventTable();
    const { bucket } = new PrivateBucket(
      `${name}-images`,
      { browserMethods: ["GET", "PUT"], forceDestroy: settings.forceDestroy, settings },
      parent,
    );
    const parts = partsOf(table, bucket, settings);
    const inspector = createInspector();
    notifyOfUploads(`${name}-judge-uploads`, bucket, inspector, { prefix: "events/" }, parent);

    this.tables = { [name]: table };
    this.buckets = { [`${name}-images`]: bucket };
    this.triggered = [inspector];
    this.routes = serveRoutes(name, eventRoutes, parts, settings, parent);
    this.registerOutputs({});

    function createEventTable(): dynamodb.Table {
      const byDate = { hashKey: "sequence", rangeKey: "byDate", units: 5 };
      return createTable(name, { hashKey: "id", units: 5, indexes: { byDate }, settings }, parent);
    }

    function createInspector(): LambdaFunction {
      const { images, may } = parts;
      const factory = inspectUploads(images);
      const allow = [may.update, may.getImages, may.deleteImages, may.tellMissingImages];
      return new LambdaFunction(
        `${name}-judge-uploads`,
        { factory, allow, timeout: 28, deadLetters, settings },
        parent,
      );
    }
  }
}

type Parts = ReturnType<typeof partsOf>;

/** What the functions work with: events alone, or with their images. */
const partsOf = (table: dynamodb.Table, bucket: s3.Bucket, settings: Settings) => ({
  settings,
  records: { table: table.name },
  images: { table: table.name, bucket: bucket.bucket },
  may: permissions(table, bucket),
});

/** What functions may be allowed, by what they do. */
function permissions(table: dynamodb.Table, bucket: s3.Bucket) {
  const images = pulumi.interpolate`${bucket.arn}/events/*`;
  const on = (resource: pulumi.Input<string>, ...actions: string[]): Allow => ({ actions, resources: [resource] });
  return {
    put: on(table.arn, "dynamodb:PutItem"),
    get: on(table.arn, "dynamodb:GetItem"),
    update: on(table.arn, "dynamodb:UpdateItem"),
    delete: on(table.arn, "dynamodb:DeleteItem"),
    query: on(pulumi.interpolate`${table.arn}/index/byDate`, "dynamodb:Query"),
    putImages: on(images, "s3:PutObject"),
    getImages: on(images, "s3:GetObject"),
    deleteImages: on(images, "s3:DeleteObject"),
    listImages: {
      ...on(bucket.arn, "s3:ListBucket"),
      conditions: { StringLike: { "s3:prefix": "events/*" } },
    },
    // Without it S3 answers 403 for an object that is not there, which looks like a fault.
    tellMissingImages: on(bucket.arn, "s3:ListBucket"),
  };
}
