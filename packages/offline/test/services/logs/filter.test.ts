import { expect } from "chai";
import { AwsError } from "../../../src/protocol/service";
import { compilePattern } from "../../../src/services/logs/filter";

/** A pattern, what it matches and what it does not. */
type Case = [pattern: string, matching: string[], others: string[]];

const check = (cases: Case[]): void => {
  for (const [pattern, matching, others] of cases) {
    it(pattern || "nothing", () => {
      const matches = compilePattern(pattern);
      for (const message of matching) expect(matches(message), message).to.equal(true);
      for (const message of others) expect(matches(message), message).to.equal(false);
    });
  }
};

const [badRequest, unauthorized, missing, internal] = [
  "[ERROR 400] BAD REQUEST",
  "[ERROR 401] UNAUTHORIZED REQUEST",
  "[ERROR 419] MISSING ARGUMENTS",
  "[ERROR 500] INTERNAL SERVER ERROR",
] as const;

/** AWS's own examples, where it gives some: "Filter pattern syntax" in the CloudWatch Logs user guide. */
describe("services/logs: filter patterns", () => {
  describe("of terms", () => {
    check([
      ["", [badRequest, ""], []],
      ['" "', [badRequest, "word"], []],
      ["ERROR", [badRequest, "Exiting with ERRORCODE: -1\n"], ["[INFO] error"]],
      ["ERROR ARGUMENTS", [missing], [badRequest, "ARGUMENTS"]],
      ["?ERROR ?ARGUMENTS", [badRequest, "ARGUMENTS only"], ["[INFO] REQUEST"]],
      ["?ERROR ?ARGUMENTS REQUEST", ["[INFO] REQUEST FAILED", badRequest], [missing]],
      ["ERROR -ARGUMENTS", [badRequest, unauthorized], [missing, "[INFO]"]],
      ["-ERROR", ["[INFO]"], [badRequest]],
      ['"ERROR" - "INTERNAL SERVER"', [badRequest], [internal]],
      ['"INTERNAL SERVER ERROR"', [internal], ["ERROR INTERNAL SERVER"]],
      ['"say \\"hi\\" \\\\"', ['they say "hi" \\ twice'], ["they say hi"]],
      ["%AUTHORIZED%", [unauthorized, "AUTHORIZED"], [badRequest]],
      ["%^\\[ERROR 4\\d{2}\\]%", [badRequest], [internal, "x [ERROR 400]"]],
      ["%REQUEST$%", [badRequest, `${unauthorized}\n`], ["REQUEST FAILED"]],
      ["élève_1", ["un élève_1"], ["un eleve_1"]],
    ]);
  });

  describe("of JSON", () => {
    const event = JSON.stringify({
      eventType: "UpdateTrail",
      sourceIPAddress: "111.111.111.111",
      arrayKey: ["value", "another value"],
      objectList: [
        { name: "a", id: 1 },
        { name: "b", id: 2 },
      ],
      SomeObject: null,
      ThisFlag: true,
      errorCode: 400,
      text: "400",
      number: [1e3, -0.5],
      "cluster.name": "c",
      "a-b_c": "x",
      quoted: 'say "hi"',
    });
    const yes = (...patterns: string[]): Case[] => patterns.map((pattern) => [pattern, [event], []]);
    const no = (...patterns: string[]): Case[] => patterns.map((pattern) => [pattern, [], [event]]);

    describe("that match by text", () => {
      check(
        yes(
          '{ $.eventType = "UpdateTrail" }',
          "{$.eventType=UpdateTrail}",
          "{ $.sourceIPAddress != 123.123.* }",
          '{ $.eventType = "*Trail" }',
          '{ $.eventType = "Upd*" }',
          "{ $.eventType = *date* }",
          "{ $.eventType = * }",
          '{ $.arrayKey[0] = "value" }',
          "{ $.eventType = %Trail% }",
          "{ $.eventType != %^Trail% }",
          "{ $.arrayKey[*] = %val.{2}% }",
          "{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }",
          "{ $.['cluster.name'] = \"c\" }",
          "{ $.a-b_c = x }",
          '{ $.quoted = "say \\"hi\\"" }',
          "{ $.errorCode = 4* }",
          "{ $.text = 400 }",
        ),
      );
    });
    describe("that don't", () => {
      check(
        no(
          '{ $.eventType = "Trail" }',
          "{ $.eventType != UpdateTrail }",
          '{ $.eventType = "U*l" }',
          '{ $.arrayKey = "value" }',
          '{ $.arrayKey != "value" }',
          '{ $.arrayKey[2] = "value" }',
          '{ $.eventType[0] = "U" }',
          '{ $.arrayKey[*] = "third" }',
          '{ $.missing = "x" }',
          '{ $.missing != "x" }',
          '{ $.SomeObject != "x" }',
          "{ $.constructor = * }",
        ),
      );
    });
    describe("that match by number", () => {
      check([
        ...yes(
          "{ $.errorCode = 400 }",
          "{ $.errorCode = 4e2 }",
          "{ $.errorCode != 500 }",
          "{ $.errorCode > 399 }",
          "{ $.errorCode >= 400 && $.errorCode <= 400 }",
          "{ $.number[0] = 1e+3 }",
          "{ $.number[1] < -0.4 }",
          "{ $.objectList[*].id > 1 }",
        ),
        ...no("{ $.errorCode < 400 }", "{ $.text > 1 }", "{ $.errorCode != 400.0 }", "{ $.objectList[0].id = 2 }"),
      ]);
    });
    describe("that ask whether there is something", () => {
      check([
        ...yes("{ $.SomeObject IS NULL }", "{ $.ThisFlag IS TRUE }", "{ $.nothing NOT EXISTS }"),
        ...no(
          "{ $.eventType IS NULL }",
          "{ $.ThisFlag IS FALSE }",
          "{ $.SomeObject NOT EXISTS }",
          "{ $.none IS NULL }",
        ),
      ]);
    });
    describe("that combine conditions", () => {
      check([
        ...yes(
          '{ ($.errorCode = 400) && ($.objectList[0].name = "a") }',
          "{ $.eventType = UpdateTrail || $.errorCode = 1 && $.text = 2 }",
          "{ (($.errorCode = 1 || $.errorCode = 400)) && $.text = 400 }",
        ),
        ...no(
          "{ ($.eventType = UpdateTrail || $.errorCode = 1) && $.text = 2 }",
          "{ ($.errorCode = 2 && $.text = 400) || $.eventType = None }",
        ),
      ]);
    });
    check([["{ $.a NOT EXISTS }", ["{}"], ["text", "[1]", "{broken", '"{}"']]]);
  });

  const invalid = [
    "a.b",
    "(x)",
    '"open',
    "-",
    "%a(b)%",
    "%[%",
    "{",
    "{}",
    "{ $.a }",
    "{ $.a = 1",
    "{ $.a = 1 } x",
    "{ $.a = 1 && }",
    "{ ($.a = 1 }",
    '{ $.a > "x" }',
    "{ $.a > 4* }",
    "{ $.a ! 1 }",
    "{ $.a = $.b }",
    "{ $.a IS NOT NULL }",
    // AWS says of both: "currently aren't supported".
    "{ $.a EXISTS }",
    '{ $."a" = 1 }',
    "{ $.*.b.* = 1 }",
    "{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.d[*] = 1 }",
    "x".repeat(1025),
  ];
  for (const pattern of invalid) {
    it(`refuses ${pattern.slice(0, 60)}`, () => {
      expect(() => compilePattern(pattern))
        .to.throw(AwsError)
        .with.property("code", "InvalidParameterException");
    });
  }
});
