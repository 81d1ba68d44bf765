import { GetObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../../src/clock";
import { createClient, credentials, type Fixture, refusal, startS3 } from "../../support/s3";

const Bucket = "photos";

describe("S3 form uploads", () => {
  let fixture: Fixture;
  /** How much the host's clock is ahead, in milliseconds. */
  let ahead = 0;
  const clock = { ...systemClock, now: () => Date.now() + ahead };
  before(async () => (fixture = await startS3({ clock })));
  after(() => fixture.stop());
  beforeEach(() => {
    ahead = 0;
    fixture.deny(() => false);
  });

  const sign = (Key: string, options: Partial<PresignedPostOptions> = {}) =>
    createPresignedPost(fixture.client, { Bucket, Key, Expires: 60, ...options });
  async function upload(
    { url, fields }: { url: string; fields: Record<string, string> },
    file: string | Uint8Array<ArrayBuffer>,
    changed: Record<string, string> = {},
    filename = "photo.jpg",
  ) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...changed })) form.append(name, value);
    form.append("file", new Blob([file]), filename);
    const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }
  const read = async (Key: string) => {
    const answer = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
    return { ...answer, bytes: Buffer.from((await answer.Body?.transformToByteArray()) ?? []) };
  };

  it("stores exactly the file, with the type and metadata of the fields", async () => {
    const file = new Uint8Array(randomBytes(200_000));
    file.set(Buffer.from("\r\n--\r\n------formdata"), 65_530);
    const Fields = { "Content-Type": "image/jpeg", "x-amz-meta-name": "é" };
    const { status, headers, text } = await upload(await sign("form/a b.jpg", { Fields }), file);
    expect(text).to.equal("");
    expect(status).to.equal(204);
    expect(headers.get("location")).to.equal("/photos/form/a%20b.jpg");
    const stored = await read("form/a b.jpg");
    expect(stored.bytes.equals(Buffer.from(file))).to.equal(true);
    expect(stored.ContentType).to.equal("image/jpeg");
    expect(stored.ETag).to.equal(headers.get("etag"));
    expect(Buffer.from(stored.Metadata?.name ?? "", "latin1").toString()).to.equal("é");
  });

  it("stores an empty file", async () => {
    expect((await upload(await sign("empty"), "")).status).to.equal(204);
    expect((await read("empty")).bytes).to.have.length(0);
  });

  it("puts the file's last name into the key, whatever path the browser sent", async () => {
    const post = await sign("up/${filename}", { Conditions: [["starts-with", "$key", "up/"]] });
    expect((await upload(post, "x", {}, "C:\\fake\\../$&.jpg")).status).to.equal(204);
    expect((await read("up/$&.jpg")).bytes.toString()).to.equal("x");
  });

  it("holds the file to the policy's size and keeps nothing of others", async () => {
    const before = await readdir(join(fixture.directory, "blobs"));
    const post = await sign("sized", { Conditions: [["content-length-range", 5, 10]] });
    expect((await upload(post, "1234")).text).to.include("<Code>EntityTooSmall</Code>");
    expect((await upload(post, "12345678901")).text).to.include("<Code>EntityTooLarge</Code>");
    expect((await refusal(read("sized"))).name).to.equal("NoSuchKey");
    expect(await readdir(join(fixture.directory, "blobs"))).to.have.members(before);
    for (const file of ["12345", "1234567890"]) expect((await upload(post, file)).status).to.equal(204);
  });

  it("refuses another key, type or metadata than the policy allows", async () => {
    const Conditions: PresignedPostOptions["Conditions"] = [["starts-with", "$Content-Type", "image/"]];
    const post = await sign("strict", { Conditions });
    expect((await upload(post, "x", { "Content-Type": "image/png" })).status).to.equal(204);
    const refused: Record<string, string>[] = [
      { "Content-Type": "image/png", key: "other" },
      { "Content-Type": "text/html" },
      { "Content-Type": "image/png,text/html" },
      { "Content-Type": "image/png", "x-amz-meta-extra": "1" },
      {},
    ];
    for (const fields of refused) {
      const { status, text } = await upload(post, "x", fields);
      expect(status).to.equal(403);
      expect(text).to.include("<Code>AccessDenied</Code>").and.to.include("Invalid according to Policy");
    }
    expect((await upload(post, "x", { "Content-Type": "image/png", "x-ignore-me": "1" })).status).to.equal(204);
  });

  it("refuses a policy for another bucket", async () => {
    const post = await sign("elsewhere");
    const { text } = await upload({ ...post, url: `${fixture.endpoint}/other` }, "x");
    expect(text).to.include("<Code>AccessDenied</Code>");
  });

  it("refuses a policy that has expired", async () => {
    const post = await sign("late");
    ahead = 61_000;
    expect((await upload(post, "x")).text).to.include("Policy expired");
  });

  it("refuses a policy, a signature or a key id that nobody here signed with", async () => {
    const post = await sign("forged");
    const Policy = Buffer.from(JSON.stringify({ expiration: "2099-01-01T00:00:00Z", conditions: [] })).toString(
      "base64",
    );
    expect((await upload(post, "x", { Policy })).text).to.include("SignatureDoesNotMatch");
    expect((await upload(post, "x", { "X-Amz-Signature": "00" })).text).to.include("SignatureDoesNotMatch");
    const stranger = createClient(fixture.endpoint, { credentials: { ...credentials, accessKeyId: "AKIASTRANGER" } });
    const foreign = await createPresignedPost(stranger, { Bucket, Key: "forged" });
    stranger.destroy();
    expect((await upload(foreign, "x")).text).to.include("InvalidAccessKeyId");
    expect((await upload({ ...post, fields: { key: "forged" } }, "x")).status).to.equal(403);
    expect((await upload(post, "x", { "X-Amz-Security-Token": "guess" })).text).to.include("InvalidToken");
    expect((await refusal(read("forged"))).name).to.equal("NoSuchKey");
  });

  it("grants the form what its signer may do, and no more", async () => {
    fixture.asked.length = 0;
    const post = await sign("granted");
    fixture.deny(({ action }) => action === "s3:PutObject");
    expect((await upload(post, "x")).status).to.equal(403);
    expect(fixture.asked.map(({ action, resource }) => `${action} ${resource}`)).to.deep.equal([
      "s3:PutObject arn:aws:s3:::photos/granted",
    ]);
  });

  it("answers by the status or the redirection the form asks for", async () => {
    const created = await upload(await sign("created", { Fields: { success_action_status: "201" } }), "x");
    expect(created.status).to.equal(201);
    expect(created.text).to.include("<Key>created</Key>").and.to.include("<PostResponse");
    const Fields = { success_action_redirect: "https://site.example/done?a=b" };
    const redirected = await upload(await sign("redirected", { Fields }), "x");
    expect(redirected.status).to.equal(303);
    expect(redirected.headers.get("location")).to.match(/^https:\/\/site\.example\/done\?a=b&bucket=photos&key=redir/);
  });

  it("refuses a form without a file, cut short, with too many fields, or of another type", async () => {
    const send = (body: string, type = "multipart/form-data; boundary=b") =>
      fetch(`${fixture.endpoint}/photos`, { method: "POST", body, headers: { "content-type": type } });
    const field = (value: string) => `--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n${value}\r\n`;
    expect(await (await send(`${field("a")}--b--\r\n`)).text()).to.include("InvalidArgument");
    expect(await (await send(field("a"))).text()).to.include("IncompleteBody");
    expect(await (await send(`${field("a".repeat(30_000))}--b--\r\n`)).text()).to.include(
      "MaxPostPreDataLengthExceeded",
    );
    const nothing = (name: number) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n\r\n`;
    const many = Array.from({ length: 1_000 }, (_, name) => nothing(name)).join("");
    expect(await (await send(`${many}--b--\r\n`)).text()).to.include("MaxPostPreDataLengthExceeded");
    expect((await send("x", "multipart/form-data")).status).to.equal(412);
  });
});
