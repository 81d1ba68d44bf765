import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExportTableToPointInTimeCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { Command } from "../support/command";
import { ExportDesk, largeItems } from "../support/export-desk";
import { ended, exported, readExport } from "../support/exports";
import { programFolder } from "../support/programs";

describe("offline: an export that a kill interrupts", () => {
  it("has failed at the next start, and is never called complete while it is not", async () => {
    const data = mkdtempSync(join(tmpdir(), "offline-test-"));
    const options = ["--program", programFolder("exports"), "--stack", "dev", "--data", data, "--port", "0"];
    try {
      const first = new Command(...options);
      const { tableArn = "", tableName = "", bucketName = "" } = await first.outputs();
      const before = new ExportDesk(await first.url());
      await before.fill(tableName, largeItems(50));
      const input = { TableArn: tableArn, S3Bucket: bucketName };
      const { ExportDescription } = await before.database.send(new ExportTableToPointInTimeCommand(input));
      await first.kill();
      before.destroy();
      const second = new Command(...options);
      const after = new ExportDesk(await second.url());
      const description = await ended(after.database, ExportDescription?.ExportArn);
      expect(description).to.include({ ExportStatus: "FAILED", FailureCode: "InternalServerError" });
      expect(description.FailureMessage).to.contain("host stopped");
      const again = await exported(after.database, input);
      const { items } = await readExport(again.ExportManifest ?? "", (key) => after.read(bucketName, key));
      expect(items).to.have.length(50);
      after.destroy();
      second.signal("SIGTERM");
      await second.code();
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});
