import { join } from "node:path";
import { arn, type Computed, type Naming, physicalName } from "../../graph/naming";
import { regional } from "../regional";
import type * as Service from "./service";
import { tablesOf } from "./declared";

/** DynamoDB: tables with their indexes, transactions, time to live, streams and exports. */
export const dynamodb = regional({
  name: "dynamodb",
  resources: { "aws:dynamodb/table:Table": { serves: true, computed: table } },
  load: () => void implementation(),
  async open(graph, { data, clock, metrics, targets, settings }) {
    const opened = await implementation().openDynamoDb({
      directory: join(data.path, "dynamodb"),
      location: graph,
      tables: tablesOf(graph),
      now: () => clock.now(),
      targets,
      faults: settings.faults,
      metrics,
      opening: data.opening,
    });
    return {
      aws: opened.aws,
      accepts: { [`arn:aws:dynamodb:${graph.region}:`]: opened.target },
      close: () => opened.close(),
    };
  },
});

/** Dynalite takes a while to load, and the process that records a program needs none of it. */
const implementation = (): typeof Service => require("./service");

function table(naming: Naming): Computed {
  const name = physicalName(naming);
  const tableArn = arn(naming, "dynamodb", `table/${name}`);
  if (naming.inputs.streamEnabled !== true) return { id: name, name, arn: tableArn };
  // A stream's label is the time it was enabled; here it must not change.
  const streamLabel = "2015-01-01T00:00:00.000";
  return { id: name, name, arn: tableArn, streamLabel, streamArn: `${tableArn}/stream/${streamLabel}` };
}
