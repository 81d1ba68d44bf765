import { expect } from "chai";
import type { Properties } from "../../../src/graph/graph";
import type { BusEvent } from "../../../src/services/events/event";
import { inputOf } from "../../../src/services/events/input";

const event: BusEvent = {
  ...{ version: "0", id: "1", "detail-type": "placed", source: "shop", account: "000000000000" },
  ...{ time: "2026-11-30T23:00:00Z", region: "eu-west-1", resources: ["a", "b"] },
  detail: { name: 'pen "x"', count: 2, ok: true, none: null, lines: [{ sku: "1" }, { sku: "2" }], "with.dot": 1 },
};

const rule = { name: "one", arn: "arn:aws:events:eu-west-1:000000000000:rule/one" };
const given = (target: Properties): string => inputOf(target, rule).of(event);
const made = (inputTemplate: string, inputPaths: Record<string, string> = {}): string =>
  given({ inputTransformer: { inputPaths, inputTemplate } });

describe("services/events: what targets are handed", () => {
  it("is the event, or a text that is always the same", () => {
    expect(JSON.parse(given({}))).to.deep.equal(event);
    expect(given({ input: ' {"a": 1}' })).to.equal(' {"a": 1}');
  });

  const paths: [path: string, value: unknown][] = [
    ["$", event],
    ["$.detail-type", "placed"],
    ["$.resources[1]", "b"],
    ["$.detail.lines[0].sku", "1"],
    ["$.detail.lines[*].sku", ["1", "2"]],
    ["$.detail['with.dot']", 1],
    ["$.detail.none", null],
    ["$.detail.gone.too", null],
  ];
  for (const [inputPath, value] of paths)
    it(`is what is at ${inputPath}`, () => {
      expect(JSON.parse(given({ inputPath }))).to.deep.equal(value);
    });

  it("is a template's JSON, with values as they are outside of quotes and as text within", () => {
    const template = '{"n": <n>, "c": <c>, "l": <l>, "text": "<n> \\"<c>\\" <ok>", "list": "<l>", "gone": <gone>}';
    const variables = { n: "$.detail.name", c: "$.detail.count", ok: "$.detail.ok", gone: "$.detail.gone" };
    expect(JSON.parse(made(template, { ...variables, l: "$.detail.lines" }))).to.deep.equal({
      ...{ n: 'pen "x"', c: 2, l: [{ sku: "1" }, { sku: "2" }], text: 'pen "x" "2" true' },
      ...{ list: "[{sku:1},{sku:2}]", gone: "" },
    });
  });

  it("is a template's text with its quotes, which AWS leaves", () => {
    expect(made('"{[ <type> at <gone>."', { type: "$.detail-type", gone: "$.detail.gone" })).to.equal(
      '"{[ placed at ."',
    );
  });

  it("is a template with what AWS knows of the rule and the event", () => {
    const { detail, "detail-type": detailType, ...rest } = event;
    expect(made('"<aws.events.rule-arn> <aws.events.rule-name>"')).to.equal(`"${rule.arn} one"`);
    expect(JSON.parse(made('{"event": <aws.events.event>, "all": <aws.events.event.json>}'))).to.deep.equal({
      event: { ...rest, detailType },
      all: event,
    });
    expect(detail).to.equal(event.detail);
    expect(made('"<aws.events.event.ingestion-time>"')).to.match(/^"\d{4}-\d\d-\d\dT[\d:.]+Z"$/);
  });
});
