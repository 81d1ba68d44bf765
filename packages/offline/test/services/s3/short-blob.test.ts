import { readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { streamOf } from "../../../src/services/s3/objects/body";
import { Blobs } from "../../../src/services/s3/store/blobs";
import { TestFolder } from "../../support/damage";
import { type Fixture, startS3 } from "../../support/s3";
import { refusalOf } from "../../support/sdk";

describe("S3: an object whose bytes were cut short on the disk", () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await startS3()));
  afterEach(() => fixture.stop());

  it("is an error when it is streamed, and never its first part alone", async () => {
    const folder = new TestFolder();
    const blobs = new Blobs(folder.path);
    const writer = await blobs.create();
    await writer.write(Buffer.alloc(600_000));
    const blob = await writer.keep();
    truncateSync(folder.file(blob), 300_000);
    const reading = streamOf(blobs, [{ blob, size: 600_000 }], { start: 0, end: 599_999 }).toArray();
    expect((await refusalOf(reading)).message).to.match(/is shorter than the index says/);
    await blobs.close();
    folder.remove();
  });

  it("is refused when it is read whole", async () => {
    const place = { Bucket: "photos", Key: "short" };
    await fixture.client.send(new PutObjectCommand({ ...place, Body: "content" }));
    const blobs = join(fixture.directory, "blobs");
    for (const name of readdirSync(blobs)) truncateSync(join(blobs, name), 3);
    await refusalOf(fixture.client.send(new GetObjectCommand(place)));
  });
});
