import { objects, type Properties } from "../../graph/graph";
import { AwsError } from "../../protocol/service";
import { queryCode } from "./errors";
import { limits } from "./limits";

/** One request of a batch. */
export type Entry = Properties & { Id: string };

const entryId = new RegExp(`^[\\w-]{1,${limits.entryIdLength}}$`);

/**
 * The entries of a batch.
 *
 * @throws AwsError for a batch that SQS refuses as a whole
 */
export function entriesOf(input: Properties): Entry[] {
  const entries = objects(input, "Entries").map((entry) => ({ ...entry, Id: String(entry.Id ?? "") }));
  if (entries.length === 0)
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > limits.batchEntries)
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${limits.batchEntries}. You have sent ${entries.length}.`,
    );
  if (!entries.every(({ Id }) => entryId.test(Id)))
    throw new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  const repeated = entries.find(({ Id }, index) => entries.findIndex((other) => other.Id === Id) < index);
  if (repeated) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${repeated.Id} repeated.`);
  return entries;
}

/** Does each entry for itself; what SQS refuses of one is told beside what became of the others. */
export async function batch(entries: Entry[], act: (entry: Entry) => Promise<object>): Promise<object> {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...(await act(entry)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: queryCode(error), Message: error.message, SenderFault: error.status < 500 });
    }
  }
  return { Successful, Failed };
}
