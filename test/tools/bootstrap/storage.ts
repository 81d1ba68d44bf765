import { isRecord } from "../../../packages/offline/src/is-record";
import type { Reply } from "./identity";

const s3Error = (status: number, code: string): Reply => ({
  ...{ status, type: "application/xml" },
  body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

/** What S3 answers where a bucket has no such setting. */
const unset: Record<string, Reply> = {
  versioning: { type: "application/xml", body: "<VersioningConfiguration/>" },
  publicAccessBlock: s3Error(404, "NoSuchPublicAccessBlockConfiguration"),
  encryption: s3Error(404, "ServerSideEncryptionConfigurationNotFoundError"),
  policy: s3Error(404, "NoSuchBucketPolicy"),
};

/** S3's buckets and SSM's parameters, as far as bootstrap asks for them. */
export class Storage {
  /** What was put of a bucket, by its name and the setting's. */
  readonly buckets = new Map<string, Map<string, string>>();
  readonly parameters = new Map<string, Record<string, unknown>>();

  bucket(method: string, name: string, setting: string, body: string): Reply {
    const bucket = this.buckets.get(name.replace(/\/$/, ""));
    if (method === "PUT" && setting === "") {
      this.buckets.set(name.replace(/\/$/, ""), new Map([["created", body]]));
      return { body: "" };
    }
    if (!bucket) return s3Error(404, "NoSuchBucket");
    if (method === "PUT") bucket.set(setting, body);
    if (method !== "GET") return { body: "" };
    const put = bucket.get(setting);
    return put === undefined ? (unset[setting] ?? s3Error(400, setting)) : { type: "application/xml", body: put };
  }

  parameter(operation: string, input: unknown): Reply {
    const type = "application/x-amz-json-1.1";
    if (!isRecord(input)) return { status: 400, type, body: "{}" };
    const name = String(input.Name);
    if (operation === "PutParameter") {
      this.parameters.set(name, input);
      return { type, body: JSON.stringify({ Version: 1 }) };
    }
    const found = this.parameters.get(name);
    if (!found) return { status: 400, type, body: JSON.stringify({ __type: "ParameterNotFound" }) };
    return { type, body: JSON.stringify({ Parameter: { Name: name, Type: found.Type, Value: "ciphertext" } }) };
  }
}
