import { expect } from "chai";
import { refusalsOf } from "../../functions/kit/input";
import { cityflowRoutes } from "../../infra/cityflow";
import { commentRoutes } from "../../infra/comments";
import { controlRoutes } from "../../infra/control";
import { eventRoutes } from "../../infra/events";
import { healthRoutes } from "../../infra/health";
import { graphOf, only } from "../../packages/offline/test/support/graph";

/** Every endpoint, by the name of its function. */
const endpoints = Object.entries({
  cityflow: cityflowRoutes,
  comments: commentRoutes,
  control: controlRoutes,
  events: eventRoutes,
  health: healthRoutes,
}).flatMap(([capability, routes]) =>
  routes.map(({ name, endpoint }) => ({ name: `${capability}-${name}`, endpoint, answers: endpoint.answers })),
);

/** All that is said for people: summaries, descriptions, and examples of some length. */
function saidIn(value: unknown, key = ""): string[] {
  if (typeof value === "string") return /^(summary|description)$/.test(key) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, nested]) =>
    name === "example" ? textsIn(nested) : saidIn(nested, name),
  );
}

const textsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

describe("infra: the endpoints", () => {
  for (const { name, endpoint, answers } of endpoints) {
    it(`ship the rules of ${endpoint.id}, and nothing that is said about it`, async () => {
      const { files } = only(await graphOf("prod"), "aws:lambda/function:Function", name);
      const code = Buffer.from(files.code?.["index.js"] ?? []).toString("utf8");
      const titles = Object.values(answers).flatMap(({ problems = {} }) => Object.entries(problems).flat());
      const refusals = Object.keys(answers).flatMap((status) => Object.entries(refusalsOf(endpoint, Number(status))));
      // A title may be a description as well, and a short example a word of the code.
      const known = new Set([...titles, ...refusals.flat()]);
      const said = [...new Set(saidIn(endpoint))].filter((text) => text.length >= 12 && !known.has(text));
      expect(said).to.include(endpoint.summary);
      expect(said.filter((text) => code.includes(text))).to.deep.equal([]);
      for (const [, detail] of refusals) expect(code).to.contain(JSON.stringify(detail).slice(1, -1));
    });

    it(`describe what ${endpoint.id} answers to wrong parameters`, () => {
      const statuses = [400, 404].filter((status) => Object.keys(refusalsOf(endpoint, status)).length > 0);
      expect(Object.keys(answers).map(Number)).to.include.members(statuses);
    });
  }
});
