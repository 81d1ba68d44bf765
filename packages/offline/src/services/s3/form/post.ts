import type { AwsResponse } from "../../../protocol/service";
import { empty, encrypted, quoted, xml } from "../answers";
import { invalidArgument, S3Error } from "../errors";
import type { S3Call } from "../context";
import { objectHeaders } from "../headers";
import { limits } from "../limits";
import { checkFields, checkOwner } from "../members";
import { writeObject, type Writing } from "../objects/change";
import { writeAccess } from "../objects/put";
import { receiveBlob, type Stored } from "../receive/destinations";
import { checkRegion } from "../regions";
import { checkKey, formEncode, headerText } from "../request";
import type { SignerOf } from "../../module";
import type { StoredObject } from "../store/changes";
import { readStorageClass } from "../storage-classes/classes";
import { versionHeader } from "../versions/versioning";
import { type Form, readForm } from "./fields";
import { checkPolicy, type Policy, readPolicy } from "./policy";
import { verifyForm } from "./signature";

/**
 * PostObject: an upload by a browser's form, allowed by a signed policy.
 *
 * @throws what {@link readForm}, {@link verifyForm} and {@link checkPolicy} throw; EntityTooLarge, EntityTooSmall
 */
export async function postObject(s3Call: S3Call, signerOf: SignerOf): Promise<AwsResponse> {
  const form = await readForm(s3Call.call.request);
  const { fields } = form;
  const signer = verifyForm(fields, signerOf);
  checkRegion(s3Call, s3Call.location, { operation: "PostObject", region: signer.region });
  const key = keyOf(form);
  const policy = readPolicy(fields.get("policy") ?? "");
  checkPolicy(policy, new Map([...fields, ["bucket", s3Call.bucket.name], ["key", key]]), s3Call.now());
  const headers = headersOf(fields);
  checkFields(headers);
  const own: S3Call = {
    ...s3Call,
    call: {
      ...s3Call.call,
      callerArn: signer.callerArn,
      may: (access) => signer.may(access),
      authorize: (access) => signer.authorize(access),
    },
    request: { ...s3Call.request, key, headers },
  };
  own.call.authorize(writeAccess(own));
  checkOwner(own.request, own.location.account);
  const written = await store(own, await receiveFile(own, form, policy));
  return answer(own, fields, written);
}

function keyOf({ fields, filename }: Form): string {
  const field = fields.get("key") ?? "";
  if (field === "") throw invalidArgument("Bucket POST must contain a field named 'key'.", "key", "");
  // Browsers may send a whole path; S3 takes its last name. A function, since a name may hold `$&`.
  const key = field.replaceAll("${filename}", () => filename.replace(/^.*[/\\]/s, ""));
  checkKey(key);
  return key;
}

/** Fields say what headers say in other uploads, but for `acl`. Conditions such as `If-Match` are not among them. */
function headersOf(fields: Map<string, string>): Record<string, string> {
  const named = [...fields].map(([name, value]) => [name === "acl" ? "x-amz-acl" : name, headerText(value)] as const);
  return Object.fromEntries(named.filter(([name]) => !/^if-/.test(name)));
}

async function receiveFile({ request, store }: S3Call, { file }: Form, { length }: Policy): Promise<Stored> {
  const most = Math.min(length?.most ?? limits.bodyBytes, limits.bodyBytes);
  const digests = Object.entries(request.headers).filter(([name]) => /^(x-amz-checksum-|content-md5$)/.test(name));
  const stored = await receiveBlob(Object.fromEntries(digests), { body: file }, store.blobs, most);
  if (stored.size >= (length?.least ?? 0)) return stored;
  store.blobs.remove([stored.segment.blob]);
  throw new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400, {
    ProposedSize: String(stored.size),
    MinSizeAllowed: String(length?.least ?? 0),
  });
}

async function store(s3Call: S3Call, { segment, size, md5, checksum }: Stored): Promise<StoredObject> {
  try {
    const object: Writing["object"] = {
      segments: [segment],
      size,
      etag: md5,
      headers: objectHeaders(s3Call.request.headers),
      storageClass: readStorageClass(s3Call.request.headers),
      checksum: checksum && { ...checksum, type: "FULL_OBJECT" },
    };
    return await writeObject(s3Call, { object, event: "ObjectCreated:Post" });
  } catch (error) {
    s3Call.store.blobs.remove([segment.blob]);
    throw error;
  }
}

/** A form may ask for a redirection or a status; 204 is what it gets otherwise. */
function answer(s3Call: S3Call, fields: Map<string, string>, written: StoredObject): AwsResponse {
  const { bucket, request } = s3Call;
  const { etag } = written;
  const location = `/${bucket.name}/${formEncode(request.key).replaceAll("+", "%20")}`;
  const headers = { etag: quoted(etag), location, ...versionHeader(s3Call.store, bucket, written), ...encrypted };
  const redirect = redirection(fields.get("success_action_redirect") ?? "");
  if (redirect) {
    const result = { bucket: bucket.name, key: request.key, etag: quoted(etag) };
    for (const [name, value] of Object.entries(result)) redirect.searchParams.set(name, value);
    return empty(303, { ...headers, location: redirect.href });
  }
  const status = fields.get("success_action_status");
  if (status !== "201") return empty(status === "200" ? 200 : 204, headers);
  const created = xml(
    "PostResponse",
    [
      ["Location", location],
      ["Bucket", bucket.name],
      ["Key", request.key],
      ["ETag", quoted(etag)],
    ],
    headers,
  );
  return { ...created, status: 201 };
}

/** S3 ignores an address it cannot read. */
function redirection(address: string): URL | undefined {
  return /^https?:/i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
}
