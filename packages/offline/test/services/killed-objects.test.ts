import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { Command } from "../support/command";
import { programFolder } from "../support/programs";
import { administratorOf } from "../support/sdk";

describe("offline: declared objects of a host that is killed", () => {
  it("are known to have been written: what others made of them stays", async () => {
    const data = mkdtempSync(join(tmpdir(), "offline-test-"));
    const options = ["--program", programFolder("objects"), "--stack", "dev", "--data", data, "--port", "0"];
    try {
      const first = new Command(...options);
      const { bucketName: Bucket = "" } = await first.outputs();
      const before = new S3Client({
        ...administratorOf({ url: await first.url() }, "eu-west-1"),
        forcePathStyle: true,
      });
      await before.send(new PutObjectCommand({ Bucket, Key: "text.txt", Body: "by hand" }));
      await first.kill();
      before.destroy();
      const second = new Command(...options);
      const after = new S3Client({
        ...administratorOf({ url: await second.url() }, "eu-west-1"),
        forcePathStyle: true,
      });
      const textOf = async (Key: string) =>
        (await after.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
      expect(await textOf("text.txt")).to.equal("by hand");
      expect(await textOf("site/page.html")).to.contain("Objects");
      after.destroy();
      second.signal("SIGTERM");
      await second.code();
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});
