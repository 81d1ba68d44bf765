import { randomUUID } from "node:crypto";
import type { AccessControl } from "../../protocol/access-control";
import type { Identities } from "../../protocol/identities";
import type { Access, AwsService, Call } from "../../protocol/service";
import type { NewObject, Target } from "../../protocol/targets";
import { accessDenied } from "./errors";
import { bucketArn } from "./request";

/**
 * What a caller must be allowed besides `s3:PutObject` when a service writes in their name: it uploads large objects in
 * parts, and gives the bucket's owner control of them
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html#S3DataExport_Requesting_Permissions).
 */
const furtherActions = ["s3:AbortMultipartUpload", "s3:PutObjectAcl"];

/** Takes the objects that AWS's own services write in the name of who asked for them. */
export class ObjectTarget implements Target {
  constructor(
    private readonly s3: AwsService,
    private readonly identities: Pick<Identities, "ofCaller">,
    private readonly accessControl: Pick<AccessControl, "allows" | "authorize">,
  ) {}

  /**
   * Writes by a PutObject as if the caller had sent it, so that policies, events and versions are those of any other. A
   * denial is reported like any other.
   *
   * @throws AwsError as PutObject does
   */
  async putObject(arn: string, { body, expectedOwner }: NewObject, callerArn: string): Promise<string> {
    const request = {
      method: "PUT",
      path: `/${arn.slice(bucketArn("").length).split("/").map(encodeURIComponent).join("/")}`,
      query: "",
      headers: {
        "content-length": String(body.byteLength),
        "x-amz-acl": "bucket-owner-full-control",
        "x-amz-server-side-encryption": "AES256",
        ...(expectedOwner === undefined ? {} : { "x-amz-expected-bucket-owner": expectedOwner }),
      },
      body: [body],
    };
    const call = this.callOf(callerArn, request);
    call.authorize(furtherActions.map((action) => ({ action, resource: arn })));
    const { headers } = await this.s3.handle(call);
    return (headers.etag ?? "").replaceAll('"', "");
  }

  /** @throws AccessDenied for a caller whom the program no longer declares */
  private callOf(callerArn: string, request: Call["request"]): Call {
    const caller = this.identities.ofCaller(callerArn);
    if (!caller) throw accessDenied(`the program declares no role of ${callerArn}`);
    return {
      request,
      requestId: randomUUID(),
      callerArn,
      may: (access: Access[]) => this.accessControl.allows(caller, access, request),
      authorize: (access: Access[]) => this.accessControl.authorize(caller, access, request, this.s3.denial),
    };
  }
}
