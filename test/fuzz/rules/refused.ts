import fc from "fast-check";
import { demand, demandConformance, demandProblem } from "../conformance";
import { draftsOf, withText } from "../drafts";
import type { Exchange } from "../exchange";
import { type Rule, rule } from "../rule";
import type { Session } from "../session";
import { dangerousNames, wrongBodiesOf } from "../wrong-bodies";
import { wrongParametersOf } from "../wrong-parameters";

/** Who refuses says what is wrong; in the words of AWS's and emulators' validators names are missing at times. */
function demandNamed(session: Session, exchange: Exchange, name: string): void {
  const detail = String(Object(JSON.parse(exchange.answer.text)).detail ?? "");
  demand(detail !== "", "the problem has no detail", exchange);
  const isNamed = detail.includes(name.replace(/~/g, "~0").replace(/\//g, "~1"));
  if (session.namesFields) demand(isNamed, `the detail does not name ${JSON.stringify(name)}`, exchange);
}

export const refusesBodies = rule(
  "refuses a body that the document forbids, and says what is wrong with it",
  ({ body }) => body !== undefined,
  (operation) => fc.tuple(draftsOf(operation), wrongBodiesOf(operation.body ?? {})),
  async ([draft, { body, contentType, names = "" }], session, operation) => {
    const exchange = await session.send({ ...draft, body, contentType });
    demandConformance(operation, exchange);
    demand(exchange.answer.status === 400, `answered ${exchange.answer.status} to a body that is forbidden`, exchange);
    demandNamed(session, exchange, names);
  },
);

export const refusesParameters = rule(
  "refuses a parameter that the document forbids, by its name",
  (operation) => wrongParametersOf(operation) !== undefined,
  (operation) => fc.tuple(draftsOf(operation), wrongParametersOf(operation) ?? fc.constant(undefined)),
  async ([draft, wrong], session, operation) => {
    if (!wrong) return;
    const { parameter, text } = wrong;
    const exchange = await session.send({ ...withText(draft, parameter, text), link: undefined });
    demandConformance(operation, exchange);
    const { status } = exchange.answer;
    demand(status >= 400, `took a ${parameter.name} that is forbidden`, exchange);
    if (status === 400) demandNamed(session, exchange, parameter.name);
  },
);

const tooMuch = "x".repeat(10_485_761);

export const refusesTooMuch: Rule = {
  ...rule(
    "refuses a body over 10 MB",
    ({ body }) => body !== undefined,
    draftsOf,
    async (draft, session, operation) => {
      const exchange = await session.send({ ...draft, body: tooMuch });
      demandConformance(operation, exchange);
      demand(exchange.answer.status === 413, `answered ${exchange.answer.status} to more than 10 MB`, exchange);
    },
  ),
  cases: 1,
};

/** Keys and tokens that nobody has. */
const wrongCredentials = fc.oneof(
  fc.constantFrom(null, ...dangerousNames.filter((name) => /^[ -~]*$/.test(name))),
  fc.stringMatching(/^[!-~]{1,200}$/),
);

export const asksForItsKey = rule(
  "asks for the API key or a token, or for none",
  () => true,
  (operation) => fc.tuple(draftsOf(operation), wrongCredentials),
  async ([draft, credential], session, operation) => {
    const { status, title } = session.credential.refusal;
    const exchange = await session.send({ ...draft, credential });
    if (operation.keyed) demandProblem(exchange, status, title);
    else demandConformance(operation, exchange);
    demand(operation.keyed || exchange.answer.status !== status, "asked for a key or a token", exchange);
  },
);
