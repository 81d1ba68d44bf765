import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { getType } from "mime";
import { optionalText, type Properties, type Resource, text } from "../../../graph/graph";
import type { Declared, Maker } from "../component";
import { filesIn } from "../files";
import { policy } from "./authorizers";
import { anyMethod, type Operation } from "./document";

/** The digits by which the component tells its children apart. */
export const shortHash = (of: string): string => createHash("sha1").update(of).digest("hex").slice(0, 8);

/** Routes to files of the program, which the component copies into a bucket of its own, or the one that it is given. */
export class StaticRoutes {
  private ownBucket?: Resource;

  constructor(
    private readonly declared: Declared,
    private readonly maker: Maker,
  ) {}

  /**
   * The operations of a file's path, or of a folder's.
   *
   * @throws Error for a path that is not there
   */
  operationsOf(route: Properties, path: string): Operation[] {
    const localPath = resolve(text(route, "localPath"));
    this.maker.note(localPath);
    return statSync(localPath).isDirectory()
      ? this.folder(route, path, localPath)
      : [this.file(route, path, localPath)];
  }

  private file(route: Properties, path: string, localPath: string): Operation {
    const key = this.keyOf(path);
    const role = this.role(key);
    this.object(key, localPath, optionalText(route, "contentType"));
    return { path, method: "get", operation: this.operation(key, role) };
  }

  private folder(route: Properties, path: string, localPath: string): Operation[] {
    const below = path.endsWith("/") ? path : `${path}/`;
    const key = this.keyOf(below);
    const role = this.role(key);
    const index = route.index === false ? undefined : (optionalText(route, "index") ?? "index.html");
    const files = filesIn(localPath, this.maker);
    for (const file of files) this.object(`${key}/${file}`, join(localPath, file));
    const indexed: Operation[] =
      index !== undefined && files.includes(index)
        ? [{ path: below, method: "get", operation: this.operation(`${key}/${index}`, role) }]
        : [];
    return [...indexed, { path: `${below}{proxy+}`, method: anyMethod, operation: this.operation(key, role, "proxy") }];
  }

  /** Keys begin with the API's name and what tells its routes apart. */
  private keyOf(path: string): string {
    return this.declared.name + shortHash(`get:${path}`);
  }

  private object(key: string, file: string, contentType = getType(file) ?? undefined): void {
    const inputs = { bucket: this.bucket().id, key, contentType, tags: this.declared.inputs.tags };
    this.maker.make("aws:s3/bucketObject:BucketObject", key, inputs, file);
  }

  private bucket(): Resource {
    const { name, inputs } = this.declared;
    const given = inputs.staticRoutesBucket;
    return (this.ownBucket ??=
      this.maker.find("aws:s3/bucket:Bucket", given) ??
      this.maker.find("aws:s3/bucketV2:BucketV2", given) ??
      this.maker.make("aws:s3/bucket:Bucket", name.toLowerCase().replace(/[^a-z0-9-]/g, ""), {}));
  }

  /** The role that reads the objects. */
  private role(key: string): Resource {
    const role = this.maker.make("aws:iam/role:Role", key, {
      assumeRolePolicy: policy({ Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" }),
      tags: this.declared.inputs.tags,
    });
    this.maker.make("aws:iam/rolePolicyAttachment:RolePolicyAttachment", key, {
      role: role.id,
      policyArn: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
    });
    return role;
  }

  private operation(key: string, role: Resource, variable?: string): Properties {
    const object = variable === undefined ? key : `${key}/{${variable}}`;
    const names = ["Content-Type", "content-type"];
    const integration = {
      credentials: role.outputs.arn,
      uri: `arn:aws:apigateway:${this.declared.region}:s3:path/${this.bucket().id}/${object}`,
      passthroughBehavior: "when_no_match",
      httpMethod: "GET",
      type: "aws",
      responses: {
        "4\\d{2}": { statusCode: "400" },
        default: {
          statusCode: "200",
          responseParameters: Object.fromEntries(
            names.map((name) => [`method.response.header.${name}`, `integration.response.header.${name}`]),
          ),
        },
        "5\\d{2}": { statusCode: "500" },
      },
    };
    if (variable === undefined) return { "x-amazon-apigateway-integration": integration };
    return {
      parameters: [{ name: variable, in: "path", required: true, type: "string" }],
      "x-amazon-apigateway-integration": {
        ...integration,
        requestParameters: { [`integration.request.path.${variable}`]: `method.request.path.${variable}` },
      },
    };
  }
}
