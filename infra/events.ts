import type * as dynamodb from "@pulumi/aws/dynamodb";
import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { deleteEvent } from "../functions/events/delete";
import { createEvent, getEvent, listEvents, putEvent } from "../functions/events/events";
import { createUploadUrl, getImage, getUploadUrl } from "../functions/events/images";
import { judgeUploads } from "../functions/events/uploads";
import type { Route } from "./api/api";
import { PrivateBucket } from "./blocks/bucket";
import { type EventFunctions, eventRoutes } from "./event-routes";
import { type Allow, LambdaFunction, type LambdaFunctionArgs } from "./blocks/lambda";
import { notifyOfUploads } from "./blocks/notification";
import type { Settings } from "./settings";
import { createTable } from "./blocks/table";

/** Events and their images: a table, a bucket, a function for each route, and one that judges uploads. */
export class Events extends pulumi.ComponentResource {
  readonly routes: Route[];

  constructor(name: string, { settings }: { settings: Settings }, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:events:Events", name, {}, opts);
    const parent = { parent: this };

    const table = createEventTable();
    const { bucket } = new PrivateBucket(`${name}-images`, { browserMethods: ["GET", "PUT"], settings }, parent);
    const may = permissions(table, bucket);
    const functions = createFunctions();
    notifyOfUploads(`${name}-judge-uploads`, bucket, createJudge(), { prefix: "events/" }, parent);

    this.routes = eventRoutes(functions);
    this.registerOutputs({});

    function createEventTable(): dynamodb.Table {
      const byDate = { hashKey: "sequence", rangeKey: "byDate", units: 5 };
      return createTable(name, { hashKey: "id", units: 5, indexes: { byDate }, settings }, parent);
    }

    function createFunction(id: string, factory: LambdaFunctionArgs["factory"], allow: Allow[]): LambdaFunction {
      const environment = { ALLOWED_ORIGIN: settings.allowedOrigin };
      return new LambdaFunction(
        `${name}-${id}`,
        { factory, allow, environment, logRetentionDays: settings.logRetentionDays },
        parent,
      );
    }

    function createFunctions(): EventFunctions {
      const records = { table: table.name };
      const both = { ...records, bucket: bucket.bucket };
      return {
        create: createFunction("create", createEvent(records), [may.put]),
        list: createFunction("list", listEvents(records), [may.query]),
        get: createFunction("get", getEvent(records), [may.get]),
        put: createFunction("put", putEvent(records), [may.update]),
        delete: createFunction("delete", deleteEvent(both), [may.delete, may.listImages, may.deleteImages]),
        createUploadUrl: createFunction("create-upload-url", createUploadUrl(both), [may.get, may.putImages]),
        getUploadUrl: createFunction("get-upload-url", getUploadUrl(both), [may.get, may.putImages]),
        getImage: createFunction("get-image", getImage(both), [may.get, may.getImages]),
      };
    }

    function createJudge(): LambdaFunction {
      const factory = judgeUploads({ table: table.name, bucket: bucket.bucket });
      const allow = [may.update, may.getImages, may.deleteImages, may.tellMissingImages];
      return new LambdaFunction(
        `${name}-judge-uploads`,
        { factory, allow, timeout: 28, deadLetterQueue: true, logRetentionDays: settings.logRetentionDays },
        parent,
      );
    }
  }
}

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
