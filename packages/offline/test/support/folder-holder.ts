import { writeSync } from "node:fs";
import { DataFolder } from "../../src/storage/data-folder";

/** A process that opens the folder it is told, says whether it holds it, and then holds it until it is killed. */
try {
  DataFolder.open(process.argv[2]);
  setInterval(() => undefined, 60_000);
  writeSync(1, "held\n");
} catch (error) {
  writeSync(1, `${String(error)}\n`);
}
