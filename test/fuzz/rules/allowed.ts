import fc from "fast-check";
import { demand, demandConformance } from "../conformance";
import { draftsOf } from "../drafts";
import type { Exchange } from "../exchange";
import { rule } from "../rule";
import { anyText } from "../values";
import { contentTypes, dangerousNames } from "../wrong-bodies";

const all = () => true;

/** What the document cannot say, as it is the same for all stacks: which regions one controls. */
const ofTheStack = '"title":"Unknown region"';

const isRefused = ({ answer }: Exchange): boolean => answer.status === 400 && !answer.text.includes(ofTheStack);

export const takesWhatIsAllowed = rule(
  "takes what the document allows",
  all,
  draftsOf,
  async (draft, session, operation) => {
    const exchange = await session.send(draft);
    demandConformance(operation, exchange);
    demand(!isRefused(exchange), "refused what the document allows", exchange);
  },
);

const unknownNames = fc.oneof(fc.constantFrom(...dangerousNames, "debug", "_method"), anyText(1, 20));

export const ignoresTheUnknown = rule(
  "ignores query parameters that the document does not know",
  all,
  (operation) => {
    const isKnown = (name: string) => operation.parameters.some((parameter) => parameter.name === name);
    return fc.tuple(
      draftsOf(operation),
      unknownNames.filter((name) => !isKnown(name)),
      anyText(),
    );
  },
  async ([draft, name, text], session, operation) => {
    const exchange = await session.send({ ...draft, parameters: [...draft.parameters, { name, in: "query", text }] });
    demandConformance(operation, exchange);
    demand(!isRefused(exchange), "refused what it should ignore", exchange);
  },
);

/** Queries that nobody's form would send. */
const rawQueries = fc.oneof(
  fc.constantFrom("", "&", "=", "&&=&", "?", "%", "%zz=%", "a=%e9", "%00=%00", "limit", "limit=&limit=5", "cursor[]=1"),
  fc.stringMatching(/^[!-~]{0,60}$/),
);

const headerNames = fc.oneof(
  fc.constantFrom(...dangerousNames.filter((name) => /^\w+$/.test(name))),
  fc.constantFrom("accept", "accept-encoding", "range", "origin", "cookie", "authorization", "forwarded", "te"),
  fc.constantFrom("x-http-method-override", "x-amzn-trace-id", "x-forwarded-for", "x-amz-date", "user-agent"),
  fc.constantFrom("if-match", "if-none-match", "if-modified-since", "idempotency-key"),
);
const headerTexts = fc.oneof(
  fc.constantFrom("", "*", '"', 'W/"1", "2"', "gzip, br;q=0", "bytes=0-", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e"),
  fc.constant(Array.from({ length: 200 }, (_, index) => `"${index + 1}"`).join(",")),
  fc.stringMatching(/^[ -~\xa0-\xff]{0,60}$/),
);
const headers = fc.tuple(headerNames, headerTexts).map(([name, text]) => ({ name, in: "header" as const, text }));

export const answersAsDocumented = rule(
  "answers as documented, whatever comes",
  all,
  (operation) =>
    fc.record({
      draft: draftsOf(operation),
      query: rawQueries,
      more: fc.array(headers, { maxLength: 5 }),
      contentType: contentTypes,
      body: fc.oneof(fc.constant(undefined), anyText(), fc.uint8Array().map(Buffer.from)),
    }),
  async ({ draft, query, more, contentType, body = draft.body }, session, operation) => {
    // Without its credential nothing is asked of the operation.
    const others = more.filter(({ name }) => name !== session.credential.header);
    const parameters = [...draft.parameters, ...others];
    demandConformance(operation, await session.send({ ...draft, parameters, query, contentType, body }));
  },
);
