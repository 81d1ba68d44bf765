import { CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { restoredMark } from "../../../functions/kit/object-events";
import { CityHost, csv, uniqueType, valuesOf } from "../../support/city";

const date = "2025-11-03";
const unusable = "wrong,columns\n1,2\n";

/** What only the administrator of a host can bring about: files without a notification, and what older versions left. */
describe("the status of measurements", () => {
  let city: CityHost;

  before(async () => {
    city = await CityHost.start();
  });

  after(() => city.close());

  const keyOf = (type: string): string => `measurements/${type}/${date}.csv`;
  const rejectedKeyOf = (type: string): string => `rejected/${type}/${date}.csv`;

  const body = async (type: string): Promise<unknown> => (await city.status(type, date)).body;

  /** Puts a file that the ingest leaves alone, as a restoration does. */
  const restore = (type: string, content: string) =>
    city.put(keyOf(type), content, { [restoredMark]: "2026-11-28T02-00-00-000Z" });

  async function taken(type: string, content: string): Promise<unknown> {
    await city.drop(type, date, content);
    return (await city.untilStatus(type, date, "taken")).body;
  }

  /** Drops a file in parts, of which it is the only one. */
  async function dropInParts(type: string, content: string): Promise<void> {
    const place = { Bucket: city.api.dataBucket, Key: keyOf(type) };
    const { UploadId } = await city.storage.send(new CreateMultipartUploadCommand(place));
    const part = { ...place, UploadId, PartNumber: 1, Body: content };
    const { ETag } = await city.storage.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await city.storage.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload }));
  }

  it("is pending, since the upload, for a file that has no metric", async () => {
    const type = uniqueType();
    await restore(type, valuesOf(date, 1));
    const { updatedAt, ...status } = Object(await body(type));
    expect(status).to.deep.equal({ status: "pending" });
    expect(Date.parse(updatedAt)).to.be.closeTo(Date.now(), 60_000);
  });

  it("is pending for a file whose metric is of another version, and for one of which another was rejected", async () => {
    const [good, bad] = [uniqueType(), uniqueType()];
    await taken(good, valuesOf(date, 1));
    await restore(good, valuesOf(date, 1, 2));
    expect(await body(good)).to.include({ status: "pending" });
    await city.drop(bad, date, unusable);
    await city.untilStatus(bad, date, "rejected");
    await restore(bad, valuesOf(date, 1));
    expect(await body(bad)).to.include({ status: "pending" });
  });

  it("stays what it was when a restoration brings the file back, also where it was sent in parts", async () => {
    const [good, bad, inParts] = [uniqueType(), uniqueType(), uniqueType()];
    await taken(good, valuesOf(date, 1));
    await city.drop(bad, date, unusable);
    await dropInParts(inParts, valuesOf(date, 1));
    await city.untilStatus(bad, date, "rejected");
    const before = [await body(good), (await city.untilStatus(inParts, date, "taken")).body];
    await restore(good, valuesOf(date, 1));
    await restore(bad, unusable);
    await restore(inParts, valuesOf(date, 1));
    expect([await body(good), await body(inParts)]).to.deep.equal(before);
    expect(await body(bad)).to.include({ status: "rejected" });
  });

  it("tells why a file was rejected that was sent in parts", async () => {
    const type = uniqueType();
    await dropInParts(type, unusable);
    const { body } = await city.untilStatus(type, date, "rejected");
    expect(body).to.include({ reason: "its first line is not timestamp,place,value" });
  });

  it("stays what it was when the file is deleted", async () => {
    const [good, bad] = [uniqueType(), uniqueType()];
    const before = await taken(good, csv("broken"));
    await city.drop(bad, date, unusable);
    await city.untilStatus(bad, date, "rejected");
    for (const type of [good, bad]) await city.remove(keyOf(type));
    expect(await body(good)).to.deep.equal(before);
    expect(await body(bad)).to.include({ status: "rejected" });
  });

  it("is rejected without a reason for a file that an earlier version of the program set aside", async () => {
    const type = uniqueType();
    await taken(type, valuesOf(date, 1));
    const { sequencer } = await city.item(type, date);
    await restore(type, unusable);
    await city.put(rejectedKeyOf(type), unusable, { sequencer: `${String(sequencer)}1` });
    const { updatedAt, ...status } = Object(await body(type));
    expect(updatedAt).to.be.a("string");
    expect(status).to.deep.equal({ status: "rejected" });
  });
});
