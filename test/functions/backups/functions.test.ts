import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { output } from "../../../packages/offline/test/support/host";
import { only } from "../../../packages/offline/test/support/graph";
import { administratorOf } from "../../../packages/offline/test/support/sdk";
import { type BackupDesk, openBackupDesk } from "../../support/backup-desk";

for (const stack of ["localstack", "prod"])
  describe(`functions/backups: with the rights that they have on ${stack}`, () => {
    let desk: BackupDesk;
    let lambda: LambdaClient;

    before(async () => {
      desk = await openBackupDesk({ stack });
      lambda = new LambdaClient(administratorOf(desk.host));
    });

    after(async () => {
      lambda.destroy();
      await desk.close();
    });

    /** What a function answers; fails where it throws. */
    async function invoke(name: string, input: object): Promise<Record<string, unknown>> {
      const invocation = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(input) });
      const { FunctionError, Payload } = await lambda.send(invocation);
      const text = Payload?.transformToString() ?? "";
      expect(FunctionError, text).to.equal(undefined);
      return JSON.parse(text);
    }
    const run = () => only(desk.host.graph, "aws:lambda/function:Function", "backups-run").id;
    const restore = (input: object) => invoke(output(desk.host, "restoreFunction"), input);
    const [id, objectKey] = [{ S: "lost" }, "notes/of a day.txt"];
    const itemKey = () => ({ TableName: desk.names.events, Key: { id } });
    const place = () => ({ Bucket: desk.names["cityflow-data"], Key: objectKey });

    it("make a backup, and bring back what is missing", async () => {
      await desk.put("events", { id, title: { S: "Hackathon" } });
      await desk.drop("cityflow-data", objectKey, "content");
      expect(await invoke(run(), {})).to.include({ status: "complete" });
      await desk.tables.send(new DeleteItemCommand(itemKey()));
      await desk.storage.send(new DeleteObjectCommand(place()));
      const date = (await desk.backup()).id;
      expect(await restore({ date })).to.include({ status: "complete" });
      expect((await desk.tables.send(new GetItemCommand(itemKey()))).Item).to.deep.equal({
        id,
        title: { S: "Hackathon" },
      });
      const { Body, Metadata } = await desk.storage.send(new GetObjectCommand(place()));
      expect(await Body?.transformToString()).to.equal("content");
      expect(Metadata).to.deep.equal({ restored: date });
    });

    it("copy nothing again that was restored", async () => {
      expect(await invoke(run(), {})).to.include({ status: "complete" });
      expect((await desk.backup()).buckets.map(({ copied }) => copied)).to.deep.equal([0, 0]);
    });

    it("make it a day's state again where that is asked for", async () => {
      const Item = { id, title: { S: "another" } };
      await desk.tables.send(new PutItemCommand({ TableName: desk.names.events, Item }));
      await desk.put("comments", { id: { S: "later" } });
      await desk.drop("cityflow-data", "later.txt", "later");
      const answer = await restore({ date: (await desk.backup()).id, mode: "replace", confirm: stack });
      expect(answer).to.deep.include({ status: "complete" });
      expect(answer.tables).to.have.nested.property("events.restored", 1);
      expect(answer.tables).to.have.nested.property("comments.removed", 1);
      expect(answer.buckets).to.have.nested.property("cityflow-data.removed", 1);
    });

    it("answer what cannot be, so that no error is counted of a mistyped day", async () => {
      expect(await restore({ date: "yesterday" })).to.deep.equal({
        status: "refused",
        reason: "date must be a day as YYYY-MM-DD, or the whole id of a backup",
      });
      const { status, reason } = await restore({ date: "2001-01-01" });
      expect(status).to.equal("refused");
      expect(reason).to.match(/has no complete backup of 2001-01-01; the nearest are/);
    });

    it("list what backups there are", async () => {
      const { backups } = await restore({});
      expect(backups).to.be.an("array").with.length.above(1);
    });
  });
