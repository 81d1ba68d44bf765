import fc from "fast-check";
import { demand, demandConformance, demandProblem } from "../conformance";
import { type Draft, draftsOf, withText } from "../drafts";
import { changed, lifecycle, madeBy } from "../lifecycle";
import { rule } from "../rule";

const keyParameter = { name: "Idempotency-Key", in: "header" } as const;

export const repeatsSafely = rule(
  "does once what is asked often with one Idempotency-Key, and refuses another body with it",
  ({ parameters }) => parameters.some(({ name }) => name === keyParameter.name),
  (operation) => fc.tuple(draftsOf(operation), draftsOf(operation), fc.uuid()),
  async ([draft, other, key], session, operation) => {
    const keyed = (one: Draft) => session.send({ ...withText(one, keyParameter, key), link: undefined });
    const first = await keyed(draft);
    const again = await keyed(draft);
    for (const exchange of [first, again]) demandConformance(operation, exchange);
    demand(first.answer.status === 201, `answered ${first.answer.status}`, first);
    demand(again.answer.text === first.answer.text, "made another of one request", first, again);
    if (!changed(draft.body, other.body)) return;
    demandProblem(await keyed(other), 422, "Idempotency-Key was used for another payload");
  },
);

export const keepsWhatItMade = rule(
  "keeps what it made, in the version that is asked for, until it is deleted",
  (operation) => madeBy(operation) !== undefined,
  lifecycle.cases,
  lifecycle.test,
);
