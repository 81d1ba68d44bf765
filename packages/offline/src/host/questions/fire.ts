import { UserError } from "../../errors";
import { type Asked, ask, which, wordsOf } from "./question";

/** `fire SCHEDULE`: fires it, and says so when its functions have been tried. */
export async function fire(asked: Asked): Promise<void> {
  const { values, word: schedule } = wordsOf(asked, which, "fire takes the name of one schedule");
  if (schedule === undefined) throw new UserError("fire takes the name of a schedule");
  const page = `schedules/${encodeURIComponent(schedule)}/fire?wait=true`;
  const { name, eventId } = await ask(values, asked.environment, "POST", page);
  asked.print(`fired ${String(name)}, event ${String(eventId)}`);
}
