import { cpSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteTableCommand,
  DescribeExportCommand,
  type ExportDescription,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeInput,
  ListExportsCommand,
  type ListExportsInput,
} from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { type NewObject, Targets } from "../../../src/protocol/targets";
import { ended, exported } from "../../support/exports";
import { failure, type Fixture, notes, readings, start, withFolder } from "./support/fixture";

const arnOf = (table: string): string => `arn:aws:dynamodb:eu-west-3:000000000000:table/${table}`;
const hour = 60 * 60 * 1000;
const input = { TableArn: arnOf("notes"), S3Bucket: "archive" };
const tables = [{ ...notes, pointInTimeRecovery: { enabled: true } }, readings];

/** A bucket that keeps what it is given, once it is open. */
class Bucket {
  readonly objects = new Map<string, Uint8Array>();
  readonly callers = new Set<string>();
  private open: Promise<void> = Promise.resolve();

  readonly putObject = async (arn: string, { body }: NewObject, callerArn: string): Promise<string> => {
    await this.open;
    this.objects.set(arn, body);
    this.callers.add(callerArn);
    return "etag";
  };

  /** Makes writers wait. @returns what ends that */
  shut(): () => void {
    let resolve = (): void => undefined;
    this.open = new Promise((done) => (resolve = done));
    return resolve;
  }
}

describe("DynamoDB's exports", () => {
  let time = Date.parse("2026-11-21T12:00:00Z");
  let bucket: Bucket;
  let fixture: Fixture;

  beforeEach(async () => {
    bucket = new Bucket();
    fixture = await start({ tables, now: () => time, targets: bucket });
  });

  afterEach(() => fixture.close());

  const begin = async (more: Partial<ExportTableToPointInTimeInput> = {}): Promise<ExportDescription> => {
    const command = new ExportTableToPointInTimeCommand({ ...input, ...more });
    return (await fixture.client.send(command)).ExportDescription ?? {};
  };
  const list = (more: ListExportsInput = {}) => fixture.client.send(new ListExportsCommand(more));
  const nameOf = async (call: Promise<unknown>): Promise<unknown> => (await failure(call)).name;

  it("answer at once that they are in progress, and are written in the caller's name", async () => {
    const open = bucket.shut();
    const description = await begin({ ClientToken: "one", S3Prefix: "a/b" });
    expect(description).to.deep.include({
      ExportStatus: "IN_PROGRESS",
      TableArn: input.TableArn,
      S3Bucket: "archive",
      S3Prefix: "a/b",
      ClientToken: "one",
      StartTime: new Date(time),
      ExportTime: new Date(time),
    });
    expect(description).to.not.have.any.keys("EndTime", "ExportManifest", "ItemCount", "ExportType");
    open();
    expect(await ended(fixture.client, description.ExportArn)).to.include({ ExportStatus: "COMPLETED", ItemCount: 0 });
    expect([...bucket.callers]).to.deep.equal(["arn:aws:iam::000000000000:root"]);
  });

  it("need point-in-time recovery, and a table", async () => {
    const codeFor = (TableArn: string) => nameOf(begin({ TableArn }));
    expect(await codeFor(arnOf("readings"))).to.equal("PointInTimeRecoveryUnavailableException");
    expect(await codeFor(arnOf("missing"))).to.equal("TableNotFoundException");
    expect(await codeFor(arnOf("notes").replace("eu-west-3", "eu-west-1"))).to.equal("TableNotFoundException");
    expect(await codeFor("notes")).to.equal("ValidationException");
  });

  it("are of the table as it is now: no other time is answered with today's data", async () => {
    time += hour;
    const at = (milliseconds: number) => begin({ ExportTime: new Date(time + milliseconds) });
    for (const milliseconds of [0, -1000])
      expect((await at(milliseconds)).ExportTime?.getTime()).to.equal(time + milliseconds);
    expect(await failure(at(-2000))).to.include({ name: "NotImplemented" });
    for (const milliseconds of [1000, -2 * hour])
      expect(await nameOf(at(milliseconds))).to.equal("InvalidExportTimeException");
  });

  it("refuse by name what is not embedded, and what DynamoDB does not know", async () => {
    const notEmbedded = [
      { ExportFormat: "ION" },
      { ExportType: "INCREMENTAL_EXPORT" },
      { S3SseAlgorithm: "KMS" },
      { S3SseKmsKeyId: "key" },
      { IncrementalExportSpecification: { ExportFromTime: new Date(0) } },
    ] as const;
    for (const more of notEmbedded) {
      const error = await failure(begin(more));
      expect(error.name).to.equal("NotImplemented");
      expect(error.message).to.contain(Object.keys(more)[0]);
    }
    expect(await nameOf(begin({ S3Bucket: "" }))).to.equal("ValidationException");
    expect(await nameOf(begin({ S3BucketOwner: "me" }))).to.equal("ValidationException");
    expect(await nameOf(begin({ S3Prefix: "x".repeat(1025) }))).to.equal("ValidationException");
    expect((await list()).ExportSummaries).to.deep.equal([]);
    const accepted = { ExportFormat: "DYNAMODB_JSON", ExportType: "FULL_EXPORT", S3SseAlgorithm: "AES256" } as const;
    expect(await begin(accepted)).to.include(accepted);
  });

  it("are begun once for a client token, for eight hours, and conflict with another request of the same token", async () => {
    const first = await begin({ ClientToken: "again" });
    await ended(fixture.client, first.ExportArn);
    time += hour;
    expect((await begin({ ClientToken: "again" })).ExportArn).to.equal(first.ExportArn);
    const conflict = await failure(begin({ ClientToken: "again", S3Prefix: "other" }));
    expect(conflict).to.include({ name: "ExportConflictException", message: "Duplicate request detected" });
    time += 8 * hour;
    expect((await begin({ ClientToken: "again" })).ExportArn).to.not.equal(first.ExportArn);
    const [one, two] = await Promise.all([begin({ ClientToken: "both" }), begin({ ClientToken: "both" })]);
    expect(one.ExportArn).to.equal(two.ExportArn);
    expect((await begin()).ExportArn).to.not.equal((await begin()).ExportArn);
  });

  it("are listed by their ARNs in pages, those of a table or all, also when the table has gone", async () => {
    const arns: string[] = [];
    for (let count = 0; count < 5; count++) {
      const { ExportArn = "" } = await exported(fixture.client, input);
      arns.push(ExportArn);
      time += 1;
    }
    await fixture.client.send(new DeleteTableCommand({ TableName: "notes" }));
    const found: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await list({ TableArn: input.TableArn, MaxResults: 2, NextToken });
      expect(page.ExportSummaries).to.have.length.within(1, 2);
      found.push(...(page.ExportSummaries ?? []));
      ({ NextToken } = page);
    } while (NextToken);
    const expected = arns.map((ExportArn) => ({ ExportArn, ExportStatus: "COMPLETED", ExportType: "FULL_EXPORT" }));
    expect(found).to.deep.equal(expected);
    expect((await list()).ExportSummaries).to.deep.equal(expected);
    expect((await list({ TableArn: arnOf("readings") })).ExportSummaries).to.deep.equal([]);
    for (const wrong of [{ MaxResults: 0 }, { MaxResults: 26 }, { NextToken: "x" }])
      expect(await nameOf(list(wrong))).to.equal("ValidationException");
  });

  it("are forgotten after 90 days", async () => {
    const { ExportArn } = await exported(fixture.client, input);
    const describe = () => fixture.client.send(new DescribeExportCommand({ ExportArn }));
    time += 90 * 24 * hour;
    await fixture.service.sweep();
    await describe();
    time += 1;
    await fixture.service.sweep();
    expect(await nameOf(describe())).to.equal("ExportNotFoundException");
    const invalid = new DescribeExportCommand({ ExportArn: input.TableArn });
    expect(await failure(fixture.client.send(invalid))).to.include({ name: "ValidationException" });
  });

  it("fail where a bucket cannot be written, and do not hold up others", async () => {
    const refusing = await start({ tables });
    const description = await exported(refusing.client, input);
    expect(description).to.include({ ExportStatus: "FAILED", FailureCode: "S3NotImplemented" });
    expect(description.FailureMessage).to.contain("arn:aws:s3:::archive/");
    expect((await exported(refusing.client, input)).ExportStatus).to.equal("FAILED");
    await refusing.close();
  });

  it("end with their service while another program's buckets take the place of the ones they write to", async () => {
    await withFolder(async (directory) => {
      const targets = new Targets();
      targets.add("arn:aws:s3:", bucket);
      const first = await start({ directory, tables, targets });
      targets.beginChange();
      const { ExportDescription } = await first.client.send(new ExportTableToPointInTimeCommand(input));
      await first.close();
      const next = await start({ directory, tables, targets: bucket });
      expect(await ended(next.client, ExportDescription?.ExportArn)).to.include({ ExportStatus: "FAILED" });
      expect([...bucket.objects]).to.deep.equal([]);
      await next.close();
    });
  });

  for (const ending of ["was killed", "was closed"] as const) {
    it(`have failed when the host ${ending} meanwhile, and those that were complete still are`, async () => {
      await withFolder(async (folder) => {
        const [directory, killed] = [join(folder, "one"), join(folder, "two")];
        const first = await start({ directory, tables, targets: bucket });
        await first.documents.send(new PutCommand({ TableName: "notes", Item: { id: "one" } }));
        const complete = await exported(first.client, input);
        expect(complete.ExportStatus).to.equal("COMPLETED");
        const open = bucket.shut();
        const { ExportDescription } = await first.client.send(new ExportTableToPointInTimeCommand(input));
        const waiting = await first.client.send(new ExportTableToPointInTimeCommand(input));
        // What is on the disk now is what a process that is killed leaves.
        cpSync(directory, killed, { recursive: true });
        const closing = first.close();
        open();
        await closing;
        const next = await start({ directory: ending === "was killed" ? killed : directory, tables, targets: bucket });
        for (const { ExportArn } of [ExportDescription ?? {}, waiting.ExportDescription ?? {}]) {
          const description = await ended(next.client, ExportArn);
          expect(description).to.include({ ExportStatus: "FAILED", FailureCode: "InternalServerError" });
          expect(description.FailureMessage).to.contain("host stopped");
        }
        const kept = await next.client.send(new DescribeExportCommand({ ExportArn: complete.ExportArn }));
        expect(kept.ExportDescription).to.deep.equal(complete);
        await next.close();
      });
    });
  }
});
