import { sharedApi } from "../support/api";
import { operations } from "./document";
import { described } from "./report";
import { rules } from "./rules";
import { Session } from "./session";

/** The same cases on every run; `npm run fuzz` tries others, for as long as one likes. */
const seed = 20_261_121;
const casesPerRule = 8;

describe("the API under generated requests", () => {
  let session: Session;

  before(async () => {
    session = new Session(await sharedApi(), !process.env.API_URL);
  });

  after(() => session.close());

  for (const rule of rules) {
    describe(rule.title, () => {
      for (const operation of operations.filter(rule.of)) {
        it(operation.id, async () => {
          const finding = await rule.run(operation, session, { seed, numRuns: rule.cases ?? casesPerRule });
          if (finding) throw new Error(described(finding, session.credential));
        });
      }
    });
  }
});
