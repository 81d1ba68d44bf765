import { setTimeout } from "node:timers/promises";
import { isRecord, membersOf } from "../../is-record";
import { parseJson } from "../../parse-json";
import { RunningHost } from "../running-host";
import { type Asked, which, wordsOf } from "./question";

const flags = { ...which, follow: { type: "boolean", short: "f", default: false } } as const;

/** How often it is asked for what has been logged since, in milliseconds. */
const interval = 500;

/** `logs [FUNCTION] [--follow]`: what functions have logged, as their log groups have it, the oldest first. */
export async function logs(asked: Asked): Promise<void> {
  const { values, word } = wordsOf(asked, flags, "logs takes the name of one function, or none for all");
  const host = RunningHost.find(values, asked.environment);
  const sources = await sourcesOf(host, word);
  do {
    const events = (await Promise.all(sources.map((source) => source.next()))).flat();
    const lines = events.sort((a, b) => a.time - b.time).map(({ line }) => line);
    if (lines.length > 0) asked.print(lines.join("\n"));
    if (values.follow) await setTimeout(interval);
  } while (values.follow);
}

/** The functions whose logs are asked for: the one of a name, or all. */
async function sourcesOf(host: RunningHost, word: string | undefined): Promise<LogSource[]> {
  const path = "/2015-03-31/functions/";
  if (word !== undefined) {
    const { Configuration } = await answerOf(host.call("lambda", path + encodeURIComponent(word), { method: "GET" }));
    return [new LogSource(host, membersOf(Configuration), false)];
  }
  const sources: LogSource[] = [];
  for (let marker = ""; ;) {
    const query = marker === "" ? "" : `?Marker=${encodeURIComponent(marker)}`;
    const { Functions, NextMarker } = await answerOf(host.call("lambda", path + query, { method: "GET" }));
    if (Array.isArray(Functions)) sources.push(...Functions.map((one) => new LogSource(host, membersOf(one), true)));
    if (typeof NextMarker !== "string") return sources;
    marker = NextMarker;
  }
}

/** What one function logs. */
class LogSource {
  private readonly name: string;
  private readonly group: string;
  /** What has been told of the last millisecond, of which more may come. */
  private told = { time: 0, ids: new Set<string>() };

  /** @param configuration what Lambda says of the function */
  constructor(
    private readonly host: RunningHost,
    configuration: Record<string, unknown>,
    private readonly isNamed: boolean,
  ) {
    this.name = String(configuration.FunctionName);
    this.group = String(membersOf(configuration.LoggingConfig).LogGroup);
  }

  /** What it has logged since it was last asked. */
  async next(): Promise<{ time: number; line: string }[]> {
    const found: { time: number; line: string }[] = [];
    for (let nextToken: unknown; ;) {
      const page = await this.page(nextToken);
      for (const event of Array.isArray(page.events) ? page.events.filter(isRecord) : []) {
        if (this.isNew(event)) found.push({ time: Number(event.timestamp), line: this.lineOf(event) });
      }
      nextToken = page.nextToken;
      if (nextToken === undefined) return found;
    }
  }

  /** A group is made with the first line. */
  private async page(nextToken: unknown): Promise<Record<string, unknown>> {
    const input = { logGroupName: this.group, startTime: this.told.time, nextToken };
    const answer = await this.host.call("logs", "/", {
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "Logs_20140328.FilterLogEvents" },
      body: JSON.stringify(input),
      accepts: (code) => code === "ResourceNotFoundException",
    });
    return membersOf(parseJson(answer.body));
  }

  /** Functions may share a group: then their streams have their names. */
  private isNew({ logStreamName, timestamp, eventId }: Record<string, unknown>): boolean {
    const [time, id] = [Number(timestamp), String(eventId)];
    if (this.told.time === time && this.told.ids.has(id)) return false;
    if (this.told.time !== time) this.told = { time, ids: new Set() };
    this.told.ids.add(id);
    const [, owner = ""] = /\/([^/]*)\[/.exec(String(logStreamName)) ?? [];
    return owner === "" || owner === this.name;
  }

  private lineOf({ message }: Record<string, unknown>): string {
    const text = String(message).trimEnd();
    return this.isNamed ? `${this.name}  ${text}` : text;
  }
}

const answerOf = async (answer: Promise<{ body: string }>): Promise<Record<string, unknown>> =>
  membersOf(parseJson((await answer).body));
