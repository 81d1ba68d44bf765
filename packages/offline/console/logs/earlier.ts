import { object, objects, optionalNumber, optionalText, type Properties } from "../../src/graph/graph";
import { isRecord } from "../../src/is-record";
import { aws } from "../shell/aws";
import { parsed, send } from "../shell/host";
import type { LogLine } from "./lines";

/** Lines at most that are read. */
const mostLines = 200;

/** What a function has written to its log group of late; the oldest first. */
export async function earlierLines(functionName: string): Promise<LogLine[]> {
  const logGroupName = await logGroupOf(functionName);
  const hour = 3_600_000;
  const input = { logGroupName, startTime: Date.now() - 24 * hour, startFromHead: false, limit: mostLines };
  const events = objects(await aws("logs", "FilterLogEvents", input), "events");
  return events.map((event) => lineOf(event, functionName)).sort((a, b) => a.time - b.time);
}

async function logGroupOf(functionName: string): Promise<string> {
  const response = await send(`/_offline/aws/lambda/2015-03-31/functions/${encodeURIComponent(functionName)}`);
  const answer: unknown = await response.json();
  const configuration = object(isRecord(answer) ? answer : {}, "Configuration");
  return optionalText(object(configuration, "LoggingConfig"), "LogGroup") ?? `/aws/lambda/${functionName}`;
}

/** Functions that log as JSON say level and invocation in each line. */
function lineOf(event: Properties, functionName: string): LogLine {
  const message = optionalText(event, "message") ?? "";
  const time = optionalNumber(event, "timestamp") ?? 0;
  const document = parsed(message);
  const line = isRecord(document) ? document : {};
  const said = line.message ?? line.record;
  return {
    ...{ time, functionName },
    invocationId: optionalText(line, "requestId") ?? optionalText(object(line, "record"), "requestId"),
    level: optionalText(line, "level") ?? "info",
    text: said === undefined ? message.trimEnd() : typeof said === "string" ? said : JSON.stringify(said),
  };
}
