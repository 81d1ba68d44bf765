import { createHash } from "node:crypto";
import { objects, optionalText, type Properties, texts } from "../../graph/graph";
import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import { type DataSource, NoAnswer } from "./answer";

interface Document {
  Version?: string;
  Id?: string;
  Statement: Properties[];
}

/**
 * `aws.iam.getPolicyDocument`: the document that its statements are, as the provider writes it
 * (`internal/service/iam/policy_document_data_source.go` of terraform-provider-aws). Earlier documents come first; a
 * statement takes the place of one with the same Sid.
 *
 * @throws NoAnswer for what the provider refuses
 */
export const policyDocument: DataSource = (inputs) => {
  const sources = texts(inputs, "sourcePolicyDocuments").map((text) => parsed(text, "sourcePolicyDocuments"));
  const names = sources.flatMap(({ Statement }) => Statement).map(sidOf);
  refuseTwice(names, "among the sourcePolicyDocuments");
  const overrides = texts(inputs, "overridePolicyDocuments").map((text) => parsed(text, "overridePolicyDocuments"));
  const document = [...sources, declared(inputs), ...overrides].reduce(merge, { Statement: [] });
  const { Version, Id, Statement } = document;
  const value = { Version, Id, Statement: Statement.length > 0 ? Statement : undefined };
  const json = JSON.stringify(value, undefined, 2);
  return {
    id: String(parseInt(createHash("sha256").update(json).digest("hex").slice(0, 8), 16)),
    json,
    minifiedJson: JSON.stringify(value),
    version: optionalText(inputs, "version") ?? newestVersion,
  };
};

const newestVersion = "2012-10-17";

function declared(inputs: Properties): Document {
  const version = optionalText(inputs, "version") ?? newestVersion;
  const given = objects(inputs, "statements");
  refuseTwice(
    given.map(({ sid }) => (typeof sid === "string" ? sid : "")),
    "among the statements",
  );
  return {
    Version: version,
    Id: optionalText(inputs, "policyId"),
    Statement: given.map((statement) => statementOf(statement, version)),
  };
}

/** A statement of the program's, as JSON has it; what it does not say is left out. */
function statementOf(given: Properties, version: string): Properties {
  const list = (key: string): unknown => oneOrAll(sorted(texts(given, key)));
  const named = (key: string): unknown => oneOrAll(sorted(texts(given, key).map((text) => variablesOf(text, version))));
  return withoutEmpty({
    Sid: optionalText(given, "sid") || undefined,
    Effect: optionalText(given, "effect") ?? "Allow",
    Action: list("actions"),
    NotAction: list("notActions"),
    Resource: named("resources"),
    NotResource: named("notResources"),
    Principal: principalsOf(objects(given, "principals"), version),
    NotPrincipal: principalsOf(objects(given, "notPrincipals"), version),
    Condition: conditionsOf(objects(given, "conditions"), version),
  });
}

function principalsOf(given: Properties[], version: string): unknown {
  if (given.length === 0) return undefined;
  const byType: Record<string, string[]> = {};
  for (const one of given) {
    const names = sorted(texts(one, "identifiers").map((text) => variablesOf(text, version)));
    (byType[String(one.type)] ??= []).push(...names);
  }
  // Everybody. Of AWS alone `*` is another thing where it says who may be a role.
  if (given.length === 1 && byType["*"]?.length === 1 && byType["*"][0] === "*") return "*";
  return byName(byType, oneOrAll);
}

function conditionsOf(given: Properties[], version: string): unknown {
  if (given.length === 0) return undefined;
  const byTest: Record<string, Record<string, string[]>> = {};
  for (const one of given) {
    const values = texts(one, "values").map((text) => variablesOf(text, version));
    const keys = (byTest[String(one.test)] ??= {});
    (keys[String(one.variable)] ??= []).push(...values);
  }
  return byName(byTest, (keys) => byName(keys, oneOrAll));
}

/** Where Terraform would replace `${…}` by itself, policies' variables are written `&{…}`. */
function variablesOf(text: string, version: string): string {
  if (version === "2008-10-17" && text.includes("&{"))
    throw new NoAnswer(
      `${JSON.stringify(text)} has &{, which a policy document of version 2008-10-17 does not support`,
    );
  return text.replaceAll("&{", "${");
}

function parsed(text: string, key: string): Document {
  const value = parseJson(text);
  if (!isRecord(value)) throw new NoAnswer(`one of the ${key} of a policy document is no JSON object`);
  const statements = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  return {
    Version: optionalText(value, "Version"),
    Id: optionalText(value, "Id"),
    Statement: statements.filter(isRecord),
  };
}

const sidOf = ({ Sid }: Properties): string => (typeof Sid === "string" ? Sid : "");

function refuseTwice(sids: string[], where: string): void {
  const twice = sids.find((sid, index) => sid !== "" && sids.indexOf(sid) < index);
  if (twice !== undefined) throw new NoAnswer(`the Sid ${twice} is there twice ${where} of a policy document`);
}

function merge(before: Document, next: Document): Document {
  const statements = [...before.Statement];
  for (const statement of next.Statement) {
    const sid = sidOf(statement);
    const same = sid === "" ? -1 : statements.findIndex((one) => sidOf(one) === sid);
    if (same < 0) statements.push(statement);
    else statements[same] = statement;
  }
  const versions = [before.Version, next.Version].filter((version) => version !== undefined);
  return { Version: versions.sort().at(-1), Id: next.Id || before.Id, Statement: statements };
}

/** The provider writes sets from their end. */
const sorted = (list: string[]): string[] => [...new Set(list)].sort().reverse();

const oneOrAll = (list: string[]): unknown => (list.length > 1 ? list : list[0]);

const byName = <Value>(map: Record<string, Value>, made: (value: Value) => unknown): Properties =>
  Object.fromEntries(
    Object.keys(map)
      .sort()
      .flatMap((key) => {
        const value = map[key];
        return value === undefined ? [] : [[key, made(value)]];
      }),
  );

const withoutEmpty = (fields: Properties): Properties =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
