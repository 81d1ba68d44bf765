import { expect } from "chai";
import { UserError } from "../../../src/errors";
import type { InspectedRequest } from "../../../src/protocol/firewall";
import { declaredSet, field, rule, testFirewall, type TestFirewallOptions } from "../../support/firewall";

/** Whether a statement is true of a request. */
const isTrue = (statement: object, request: Partial<InspectedRequest> = {}, options: TestFirewallOptions = {}) =>
  testFirewall([rule("one", statement)], options).judge(request).isBlocked;

const contains = (searchString: string, fieldToMatch: object, ...transformations: string[]) => ({
  byteMatchStatement: { searchString, positionalConstraint: "CONTAINS", ...field(fieldToMatch, ...transformations) },
});
const path = { uriPath: {} };
const body = (text: string) => ({ body: Buffer.from(text) });

describe("services/waf: statements", () => {
  for (const [positionalConstraint, matching, other] of [
    ["EXACTLY", "/v1/admin", "/v1/admin/"],
    ["STARTS_WITH", "/v1/admin/x", "/x/v1/admin"],
    ["ENDS_WITH", "/x/v1/admin", "/v1/admin/x"],
    ["CONTAINS", "/x/v1/admins", "/v1/adm/in"],
    ["CONTAINS_WORD", "/x//v1/admin-1", "/v1/admins"],
  ] as const)
    it(`find a text that a path ${positionalConstraint.toLowerCase()}`, () => {
      const byteMatchStatement = { searchString: "/v1/admin", positionalConstraint, ...field(path) };
      expect(isTrue({ byteMatchStatement }, { path: matching })).to.equal(true);
      expect(isTrue({ byteMatchStatement }, { path: other })).to.equal(false);
    });

  it("match expressions of a rule, and of a set", () => {
    const regexMatchStatement = { regexString: "^/v1/(a|b)$", ...field(path) };
    expect(isTrue({ regexMatchStatement }, { path: "/v1/b" })).to.equal(true);
    expect(isTrue({ regexMatchStatement }, { path: "/v1/c" })).to.equal(false);
    const regularExpressions = [{ regexString: "^/a" }, { regexString: "ü$" }];
    const { arn, resource } = declaredSet("regexPatternSet:RegexPatternSet", { regularExpressions });
    const set = { regexPatternSetReferenceStatement: { arn, ...field({ body: {} }) } };
    expect(isTrue(set, body("für ü"), { resources: [resource] })).to.equal(true);
    expect(isTrue(set, body("für"), { resources: [resource] })).to.equal(false);
  });

  for (const [comparisonOperator, sizes] of [
    ["EQ", [false, true, false]],
    ["NE", [true, false, true]],
    ["LT", [true, false, false]],
    ["LE", [true, true, false]],
    ["GT", [false, false, true]],
    ["GE", [false, true, true]],
  ] as const)
    it(`compare sizes in bytes by ${comparisonOperator}`, () => {
      const sizeConstraintStatement = { comparisonOperator, size: 3, ...field({ body: {} }) };
      expect(["ü", "aü", "aaü"].map((text) => isTrue({ sizeConstraintStatement }, body(text)))).to.deep.equal(sizes);
    });

  it("know addresses of both kinds by their ranges", () => {
    const addresses = ["203.0.113.0/29", "2001:db8::/32"];
    const { arn, resource } = declaredSet("ipSet:IpSet", { addresses });
    const statement = { ipSetReferenceStatement: { arn } };
    const from = (ip: string) => isTrue(statement, { ip }, { resources: [resource] });
    expect(
      ["203.0.113.7", "203.0.113.8", "2001:db8:1::1", "2001:db9::1", "::ffff:203.0.113.1"].map(from),
    ).to.deep.equal([true, false, true, false, true]);
  });

  for (const [position, matching] of [
    ["FIRST", [true, false, false, false]],
    ["LAST", [false, true, false, false]],
    ["ANY", [true, true, false, false]],
  ] as const)
    it(`know the ${position.toLowerCase()} of the addresses that a header says`, () => {
      const { arn, resource } = declaredSet("ipSet:IpSet", { addresses: ["192.0.2.1/32"] });
      const ipSetForwardedIpConfig = { headerName: "X-Forwarded-For", fallbackBehavior: "NO_MATCH", position };
      const statement = { ipSetReferenceStatement: { arn, ipSetForwardedIpConfig } };
      const said = (value: string) =>
        isTrue(statement, { headers: [["x-forwarded-for", value]] }, { resources: [resource] });
      expect(["192.0.2.1, 10.0.0.1", "10.0.0.1, 192.0.2.1", "nobody", "10.0.0.1"].map(said)).to.deep.equal(matching);
    });

  it("say of a header that holds no address what they are told to, and nothing where there is none", () => {
    const { arn, resource } = declaredSet("ipSet:IpSet", { addresses: ["192.0.2.1/32"] });
    const ipSetForwardedIpConfig = { headerName: "X-From", fallbackBehavior: "MATCH", position: "FIRST" };
    const statement = { ipSetReferenceStatement: { arn, ipSetForwardedIpConfig } };
    const options = { resources: [resource] };
    expect(isTrue(statement, { headers: [["X-From", "nobody"]] }, options)).to.equal(true);
    expect(isTrue(statement, { headers: [] }, options)).to.equal(false);
  });

  it("are put together by and, or and not", () => {
    const [a, b] = [contains("a", path), contains("b", path)];
    const judged = (statement: object) => ["/", "/a", "/b", "/ab"].map((one) => isTrue(statement, { path: one }));
    expect(judged({ andStatement: { statements: [a, b] } })).to.deep.equal([false, false, false, true]);
    expect(judged({ orStatement: { statements: [a, b] } })).to.deep.equal([false, true, true, true]);
    expect(judged({ notStatement: { statements: [a] } })).to.deep.equal([true, false, true, false]);
  });

  describe("look at", () => {
    const headers = [
      ["X-Kind", "one"],
      ["Cookie", "a=1; session=two"],
    ] as const;
    const all = { matchPatterns: [{ all: {} }], oversizeHandling: "CONTINUE" };
    for (const [what, statement, request] of [
      ["the query", contains("q=1", { queryString: {} }), { query: "q=1" }],
      ["the method", contains("DELETE", { method: {} }), { method: "DELETE" }],
      ["a header, by any spelling", contains("one", { singleHeader: { name: "x-kind" } }), { headers }],
      ["an argument, by any spelling", contains("1", { singleQueryArgument: { name: "Q" } }), { query: "a=2&q=1" }],
      ["all arguments", contains("1", { allQueryArguments: {} }), { query: "a=2&q=1" }],
      [
        "names of headers",
        contains("Kind", { headers: [{ matchScope: "KEY", matchPattern: { all: {} } }] }),
        { headers },
      ],
      [
        "values of chosen headers",
        contains("one", { headers: [{ matchScope: "VALUE", matchPattern: { includedHeaders: ["x-kind"] } }] }),
        { headers },
      ],
      ["cookies", contains("two", { cookies: { matchScope: "VALUE", ...all } }), { headers }],
      [
        "the order of headers",
        contains("X-Kind:Cookie", { headerOrders: [{ oversizeHandling: "CONTINUE" }] }),
        { headers },
      ],
      ["the body", contains("needle", { body: {} }), body("a needle")],
      [
        "values of a JSON body by their path",
        contains("x", { jsonBody: { matchScope: "VALUE", matchPattern: { includedPaths: ["/a/b"] } } }),
        body('{"a":{"b":["yx"]}}'),
      ],
      [
        "names in a JSON body",
        contains("hidden", { jsonBody: { matchScope: "KEY", matchPattern: { all: {} } } }),
        body('[{"hidden":1}]'),
      ],
    ] as [string, object, Partial<InspectedRequest>][])
      it(what, () => {
        expect(isTrue(statement, request)).to.equal(true);
        expect(isTrue(statement, { headers: [], ...body('{"a":{"c":"x"}}') })).to.equal(false);
      });

    it("no headers, cookies or paths that are left out", () => {
      const other = { headers: [{ matchScope: "ALL", matchPattern: { excludedHeaders: ["X-Kind"] } }] };
      expect(isTrue(contains("one", other), { headers })).to.equal(false);
      expect(isTrue(contains("two", other), { headers })).to.equal(true);
    });

    for (const [oversizeHandling, cut] of [
      ["MATCH", true],
      ["NO_MATCH", false],
      ["CONTINUE", true],
    ] as const)
      it(`what they see of a body that goes on, or ${oversizeHandling}`, () => {
        const request = { ...body("needle"), isBodyCut: true };
        expect(isTrue(contains("needle", { body: { oversizeHandling } }), request)).to.equal(cut);
        expect(isTrue(contains("other", { body: { oversizeHandling } }), request)).to.equal(
          oversizeHandling === "MATCH",
        );
      });

    it("a body that is no JSON as they are told to", () => {
      const statement = (invalidFallbackBehavior: string) =>
        contains("{", { jsonBody: { matchScope: "ALL", matchPattern: { all: {} }, invalidFallbackBehavior } });
      const judged = ["MATCH", "NO_MATCH", "EVALUATE_AS_STRING"].map((one) => isTrue(statement(one), body("{a")));
      expect(judged).to.deep.equal([true, false, true]);
    });

    it("as much of bodies as the web ACL says, and at none where no rule does", () => {
      const reads = [rule("one", contains("a", { body: {} }))];
      expect(testFirewall(reads).inspectedBytes).to.equal(16 * 1024);
      const requestBodies = [{ apiGateway: { defaultSizeInspectionLimit: "KB_64" } }];
      expect(testFirewall(reads, { inputs: { associationConfig: { requestBodies } } }).inspectedBytes).to.equal(65_536);
      expect(testFirewall([rule("one", contains("a", path))]).inspectedBytes).to.equal(0);
    });
  });

  for (const [type, sent, found] of [
    ["LOWERCASE", "AbÄ", "ab"],
    ["URL_DECODE", "%3Cscript%3e+1", "<script> 1"],
    ["URL_DECODE_UNI", "%u0041%42", "AB"],
    ["HTML_ENTITY_DECODE", "&lt;&#97;&#x62;&gt;", "<ab>"],
    ["COMPRESS_WHITE_SPACE", "a \t\n b", "a b"],
    ["CMD_LINE", 'C^a"t  /x,y', "cat/x y"],
    ["BASE64_DECODE", "PGE+", "<a>"],
    ["BASE64_DECODE_EXT", "PG. E+", "<a>"],
    ["HEX_DECODE", "3c61", "<a"],
    ["REPLACE_COMMENTS", "a/* b */c/*", "a c "],
    ["REMOVE_NULLS", "a\0b", "ab"],
    ["REPLACE_NULLS", "a\0b", "a b"],
    ["NORMALIZE_PATH", "/a/./b//../c", "/a/c"],
    ["NORMALIZE_PATH_WIN", "\\a\\..\\c", "/c"],
  ] as const)
    it(`transform by ${type}`, () => {
      expect(isTrue(contains(found, { body: {} }, type), body(sent))).to.equal(true);
      expect(isTrue(contains(found, { body: {} }), body(sent))).to.equal(false);
    });

  it("transform in the order of the priorities", () => {
    const textTransformations = [
      { priority: 2, type: "LOWERCASE" },
      { priority: 1, type: "URL_DECODE" },
    ];
    const byteMatchStatement = { ...contains("ab", path).byteMatchStatement, textTransformations };
    expect(isTrue({ byteMatchStatement }, { path: "%41%42" })).to.equal(true);
  });

  for (const [what, statement, said] of [
    [
      "managed rules",
      { managedRuleGroupStatement: { vendorName: "AWS", name: "Common" } },
      /managed rules Common stop comes/,
    ],
    ["SQL injection", { sqliMatchStatement: field(path) }, /does nothing here: signs of SQL injection/],
    ["cross-site scripting", { xssMatchStatement: field(path) }, /signs of cross-site scripting/],
    ["a transformation that is not served", contains("a", path, "JS_DECODE"), /the text transformation JS_DECODE/],
    ["a set of elsewhere", { ipSetReferenceStatement: { arn: "arn:x" } }, /arn:x, which the program does not declare/],
    [
      "countries, turned round",
      { notStatement: { statements: [{ geoMatchStatement: { countryCodes: ["FR"] } }] } },
      /countries/,
    ],
  ] as [string, object, RegExp][])
    it(`let through, and say so, where a rule asks for ${what}`, () => {
      const { judge, told } = testFirewall([rule("one", statement)]);
      expect(judge({ path: "/a" }).isBlocked).to.equal(false);
      expect(told).to.have.length(1);
      expect(told[0])
        .to.match(/^WAF web ACL site: the rule one/)
        .and.to.match(said);
    });

  it("find nobody in a country, and say so", () => {
    const geo = { geoMatchStatement: { countryCodes: ["FR"] } };
    const { judge, told } = testFirewall([rule("one", { orStatement: { statements: [geo, contains("/a", path)] } })]);
    expect([judge({ path: "/" }).isBlocked, judge({ path: "/a" }).isBlocked]).to.deep.equal([false, true]);
    expect(told.join()).to.match(/the rule one: its countries match nobody/);
  });

  it("are refused where AWS would refuse them", () => {
    const refused: [object[], RegExp][] = [
      [[rule("one", { rateBasedStatement: { limit: 9, aggregateKeyType: "IP" } })], /limit is at least 10/],
      [[rule("one", { rateBasedStatement: { limit: 10, evaluationWindowSec: 61 } })], /window is one of 60/],
      [[rule("one", { regexMatchStatement: { regexString: "(", ...field(path) } })], /the expression \( of/],
      [[rule("one", contains("a", path)), rule("two", contains("b", path))], /one priority/],
    ];
    for (const [rules, why] of refused) expect(() => testFirewall(rules)).to.throw(UserError, why);
    const { arn, resource } = declaredSet("ipSet:IpSet", { addresses: ["here"] });
    const reads = [rule("one", { ipSetReferenceStatement: { arn } })];
    expect(() => testFirewall(reads, { resources: [resource] })).to.throw(UserError, /here is no range/);
  });
});
