import { expect } from "chai";
import { parseCondition } from "../../../src/services/dynamodb/expressions/condition-parser";
import { Placeholders } from "../../../src/services/dynamodb/expressions/placeholders";
import { parseProjection } from "../../../src/services/dynamodb/expressions/projection";
import { parseUpdate } from "../../../src/services/dynamodb/expressions/update-parser";

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("Parsing a DynamoDB expression", () => {
  const names = (count: number) => Object.fromEntries(range(count).map((at) => [`#n${at}`, `name${at}`]));
  const placeholders = (count: number): Placeholders => new Placeholders(names(count), { ":v": { S: "x" } });
  const condition = (text: string) => parseCondition(text, placeholders(400)).names.steps;

  const growing: [what: string, steps: (size: number) => number, sizes: [number, number]][] = [
    ["nested NOT", (size) => condition(`${"NOT (".repeat(size)}a = :v${")".repeat(size)}`), [60, 240]],
    [
      "nested conditions to the right",
      (size) => condition(`${"a = :v AND (".repeat(size)}a = :v${")".repeat(size)}`),
      [30, 120],
    ],
    [
      "nested conditions to the left",
      (size) => condition(`${"(".repeat(size)}a = :v${" AND a = :v)".repeat(size)}`),
      [30, 120],
    ],
    [
      "OR chains",
      (size) =>
        condition(
          range(size)
            .fill(0)
            .map(() => "a = :v")
            .join(" OR "),
        ),
      [30, 120],
    ],
    [
      "IN lists",
      (size) =>
        condition(
          `a IN (${range(size)
            .map(() => ":v")
            .join(", ")})`,
        ),
      [25, 100],
    ],
    ["paths", (size) => condition(`a${".b[0]".repeat(size)} = :v`), [3, 12]],
    [
      "nested functions",
      (size) =>
        parseUpdate(`SET a = ${"list_append(".repeat(size)}a${", b)".repeat(size)}`, placeholders(0)).names.steps,
      [60, 240],
    ],
    [
      "projections",
      (size) =>
        parseProjection(
          range(size)
            .map((at) => `#n${at}`)
            .join(),
          placeholders(size),
        ).names.steps,
      [100, 400],
    ],
    [
      "updates",
      (size) =>
        parseUpdate(
          `SET ${range(size)
            .map((at) => `#n${at} = :v`)
            .join()}`,
          placeholders(size),
        ).names.steps,
      [50, 200],
    ],
    [
      "sums in parentheses",
      (size) => parseUpdate(`SET a = ${"(".repeat(size)}:v${")".repeat(size)}`, placeholders(0)).names.steps,
      [60, 240],
    ],
  ];
  for (const [what, steps, [small, large]] of growing)
    it(`takes steps linear in its length: ${what}`, () => {
      // Four times the size takes at most four times the steps, and a constant.
      expect(steps(large)).to.be.at.most((large / small) * steps(small));
    });
});
