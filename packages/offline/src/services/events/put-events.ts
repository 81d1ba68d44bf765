import { objects, optionalNumber, optionalText, type Properties, texts } from "../../graph/graph";
import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { JsonInput } from "../../protocol/json";
import { type Access, AwsError, type Location } from "../../protocol/service";
import { busArn, busName } from "./bus";
import type { Arrival, Buses } from "./buses";
import { eventOf } from "./event";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html, and the size of a request's entries. */
const limits = { entries: 10, bytes: 1_048_576, timeBytes: 14 } as const;

const invalid = (message: string): AwsError => new AwsError("ValidationException", message);

const busOf = (entry: Properties, location: Location): string => busArn(optionalText(entry, "EventBusName"), location);

/** What a PutEvents needs: each entry on its own, since policies may go by its source and type. */
export const accessOf = (input: JsonInput, location: Location): Access[] =>
  objects(input, "Entries").map((entry) => ({
    action: "events:PutEvents",
    resource: busOf(entry, location),
    context: {
      "events:source": optionalText(entry, "Source") ?? "",
      "events:detail-type": optionalText(entry, "DetailType") ?? "",
    },
  }));

/** An entry's answer. */
type Answer = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

export interface PutEventsOptions {
  buses: Pick<Buses, "take">;
  location: Location;
  now: () => number;
  /** Whether there is such a bus. */
  hasBus: (arn: string) => boolean;
  /** Told of events that nothing becomes of. */
  log: (text: string) => void;
}

/**
 * PutEvents: what is wrong with one entry does not keep the others. Returns when what comes of the events is on disk.
 *
 * @throws AwsError ValidationException for what is wrong with all of it
 */
export async function putEvents(input: JsonInput, options: PutEventsOptions): Promise<object> {
  const entries = objects(input, "Entries");
  const { length } = entries;
  if (length === 0 || length > limits.entries)
    throw invalid(
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${
        length === 0 ? "greater than or equal to 1" : `less than or equal to ${limits.entries}`
      }`,
    );
  const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (bytes > limits.bytes) throw invalid("Total size of the entries in the request is over the limit.");
  const read = entries.map((entry) => readEntry(entry, options));
  const arrivals = read.flatMap(({ arrival }) => arrival ?? []);
  for (const { busArn: arn } of arrivals.filter((arrival) => !options.hasBus(arrival.busArn)))
    options.log(`an event is lost, as on AWS: there is no event bus ${busName(arn)} in ${arn.split(":")[3]}`);
  await options.buses.take(arrivals);
  const answers = read.map(({ answer }) => answer);
  return { FailedEntryCount: answers.filter((answer) => "ErrorCode" in answer).length, Entries: answers };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-event-size */
function bytesOf(entry: Properties): number {
  const written = ["Source", "DetailType", "Detail"].map((name) => optionalText(entry, name) ?? "");
  const bytes = [...written, ...texts(entry, "Resources")].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes + (entry.Time === undefined ? 0 : limits.timeBytes);
}

function readEntry(
  entry: Properties,
  { location, now }: Pick<PutEventsOptions, "location" | "now">,
): { answer: Answer; arrival?: Arrival } {
  const refused = (ErrorCode: string, ErrorMessage: string) => ({ answer: { ErrorCode, ErrorMessage } });
  const [source = "", type = "", text = ""] = ["Source", "DetailType", "Detail"].map((name) =>
    optionalText(entry, name),
  );
  const missing = source === "" ? "Source" : type === "" ? "DetailType" : text === "" ? "Detail" : undefined;
  if (missing !== undefined)
    return refused("InvalidArgument", `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`);
  if (source.startsWith("aws.")) return refused("NotAuthorizedForSourceException", "Not authorized for the source.");
  const detail = parseJson(text);
  if (!isRecord(detail)) return refused("MalformedDetail", "Detail is malformed.");
  const seconds = optionalNumber(entry, "Time");
  const time = seconds === undefined ? now() : seconds * 1000;
  const bus = busOf(entry, location);
  const resources = texts(entry, "Resources");
  const event = eventOf({ "detail-type": type, source, detail, time, resources }, bus);
  return { answer: { EventId: event.id }, arrival: { busArn: bus, event } };
}
