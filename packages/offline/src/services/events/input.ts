import { object, optionalText, type Properties } from "../../graph/graph";
import { parseJson } from "../../parse-json";
import type { BusEvent } from "./event";
import { compileJsonPath, type JsonPath } from "./json-path";

/** What a target says of its input that AWS would refuse; the message says why. */
export class InvalidInput extends Error {}

/** What a target is handed of an event. */
export interface TargetInput {
  of(event: BusEvent): string;
  /** Whether that must turn out as JSON. */
  isJson: boolean;
}

/** What a template may name of the rule. */
export interface RuleNames {
  name: string;
  arn: string;
}

/**
 * What a target of a rule is handed: the event, a part of it, a text that is always the same, or one that is made of parts
 * of the event (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
 *
 * @throws InvalidInput
 */
export function inputOf(target: Properties, rule: RuleNames): TargetInput {
  const given = ["input", "inputPath", "inputTransformer"].filter((name) => target[name] !== undefined);
  if (given.length > 1) throw new InvalidInput("only one of input, inputPath and inputTransformer may be given");
  const input = optionalText(target, "input");
  if (input !== undefined) return constantInput(input);
  const path = optionalText(target, "inputPath");
  if (path !== undefined) {
    const find = pathOf(path);
    return { of: (event) => JSON.stringify(find(event) ?? null), isJson: true };
  }
  if (target.inputTransformer === undefined) return { of: (event) => JSON.stringify(event), isJson: true };
  const { inputPaths, inputTemplate = "" } = object(target, "inputTransformer");
  return templateInput(String(inputTemplate), object({ inputPaths }, "inputPaths"), rule);
}

/** @throws InvalidInput for what is no JSON */
export function constantInput(input: string): TargetInput {
  if (parseJson(input) === undefined) throw new InvalidInput(`the input ${input} is no JSON`);
  return { of: () => input, isJson: true };
}

function pathOf(path: string): JsonPath {
  const compiled = compileJsonPath(path);
  if (!compiled) throw new InvalidInput(`${path} is no JSON path that EventBridge knows`);
  return compiled;
}

const placeholder = /<([\w.-]+)>/;

/** A piece of a template: a text, or a variable, which is written otherwise within quotes. */
type Piece = { text: string } | { variable: string; isQuoted: boolean };

function templateInput(template: string, paths: Properties, rule: RuleNames): TargetInput {
  const variables = new Map(Object.entries(paths).map(([name, path]) => [name, pathOf(String(path))]));
  const reserved = [...variables.keys()].find((name) => name.startsWith("aws."));
  if (reserved !== undefined) throw new InvalidInput(`the variable ${reserved} is reserved: it begins with aws.`);
  const pieces = piecesOf(template);
  for (const piece of pieces)
    if ("variable" in piece && !variables.has(piece.variable) && !predefined.has(piece.variable))
      throw new InvalidInput(`the inputTemplate contains the invalid placeholder ${piece.variable}`);
  // A text of several lines is written as one of JSON's texts each: that is no JSON as a whole.
  const isJson = /^\s*[{[]/.test(template);
  const isPlain = !isJson && !/^\s*["<]/.test(template);
  const valueOf = (variable: string, event: BusEvent): unknown =>
    variables.has(variable) ? variables.get(variable)?.(event) : predefinedValue(variable, event, rule);
  return {
    of: (event) =>
      pieces
        .map((piece) =>
          "text" in piece ? piece.text : written(valueOf(piece.variable, event), piece.isQuoted || isPlain),
        )
        .join(""),
    isJson,
  };
}

/** Tells what stands within quotes from what does not. */
function piecesOf(template: string): Piece[] {
  let isQuoted = false;
  return template.split(/(<[\w.-]+>)/).map((text): Piece => {
    const [, variable] = placeholder.exec(text) ?? [];
    if (variable !== undefined) return { variable, isQuoted };
    for (const [token] of text.matchAll(/\\.|"/gs)) if (token === '"') isQuoted = !isQuoted;
    return { text };
  });
}

/** Objects and lists lose their quotes within a text, as AWS writes them; what is not there is an empty text. */
function written(value: unknown = "", isQuoted: boolean): string {
  const json = JSON.stringify(value);
  if (!isQuoted) return json;
  return typeof value === "string" ? json.slice(1, -1) : json.replaceAll('"', "");
}

const predefined: ReadonlySet<string> = new Set([
  ...["aws.events.rule-arn", "aws.events.rule-name", "aws.events.event.ingestion-time"],
  ...["aws.events.event", "aws.events.event.json"],
]);

function predefinedValue(variable: string, event: BusEvent, { name, arn }: RuleNames): unknown {
  switch (variable) {
    case "aws.events.rule-arn":
      return arn;
    case "aws.events.rule-name":
      return name;
    case "aws.events.event.ingestion-time":
      return new Date().toISOString();
    case "aws.events.event": {
      // It is without its detail, and calls its type otherwise.
      const { detail: _, "detail-type": detailType, ...rest } = event;
      return { ...rest, detailType };
    }
    default:
      return event;
  }
}
