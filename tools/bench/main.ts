import { backupRows } from "./backup";
import { consoleRows } from "./console";
import { eventRows } from "./events";
import { firstOperationRows } from "./first-operation";
import { memoryRows } from "./memory";
import { objectRows } from "./objects";
import { reloadRows } from "./reload";
import { fail, report } from "./report";
import { siteRows } from "./site";
import { startRows } from "./starts";
import { trivialRows } from "./trivial";
import { zipRows } from "./zips";

/** `npm run bench`: each figure beside its reference and its goal, host and load in processes of their own. */
report("bench", {
  starts: startRows,
  "first-operation": firstOperationRows,
  trivial: trivialRows,
  events: eventRows,
  objects: objectRows,
  memory: memoryRows,
  console: consoleRows,
  site: siteRows,
  reload: reloadRows,
  backup: backupRows,
  zips: zipRows,
}).catch(fail);
