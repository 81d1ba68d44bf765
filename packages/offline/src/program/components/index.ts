import type { Component } from "./component";
import { restApi } from "./rest-api";
import { syncedFolder } from "./synced-folder";

/** The components that are known, by type. Of any other the host has the inputs alone, and records it. */
export const components: Readonly<Record<string, Component>> = {
  "aws-apigateway:index:RestAPI": restApi,
  "synced-folder:index:S3BucketFolder": syncedFolder,
};
