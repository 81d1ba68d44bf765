import { isRecord } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import { format } from "node:util";
import type { FunctionError } from "../messages";
import { describeError } from "../outcome";
import { type Level, levels } from "./config";

/** When and for whom something is logged. */
export interface LineContext {
  level: Level;
  /** Undefined while the function initialises. */
  requestId: string | undefined;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** A line of the text format, as Lambda's Node.js runtime writes it. */
export const textLine = ({ level, requestId, timestamp }: LineContext, text: string): string =>
  `${new Date(timestamp).toISOString()}\t${requestId}\t${level}\t${text}\n`;

/**
 * A line of the JSON format, as Lambda's Node.js runtime writes it
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html).
 *
 * @param values what was given to a method of `console`: one is kept as it is, several become one text
 */
export function jsonLine({ level, requestId, timestamp }: LineContext, values: unknown[]): string {
  const line = { timestamp: new Date(timestamp).toISOString(), level, requestId };
  if (values.length > 1) {
    const error = values.find((value) => value instanceof Error);
    return JSON.stringify({ ...line, message: format(...values), ...(error && fieldsOf(error)) });
  }
  const [message] = values;
  try {
    return JSON.stringify({ ...line, message }, describeErrors);
  } catch {
    // What JSON cannot hold, such as a circle, is written as a console shows it.
    return JSON.stringify({ ...line, message: format(message) });
  }
}

function fieldsOf(error: Error) {
  const { errorType, errorMessage, trace } = describeError(error);
  return { errorType: classOf(error) ?? errorType, errorMessage, stackTrace: trace };
}

/** The name of an error's class; undefined if it has none, as an object may that only looks like an error. */
function classOf(error: Error): string | undefined {
  try {
    return String(error.constructor.name);
  } catch {
    return undefined;
  }
}

const describeErrors = (_: string, value: unknown): unknown =>
  value instanceof Error ? { ...fieldsOf(value), ...value } : value;

/**
 * What the runtime writes, in the text format, of an error that nobody caught.
 *
 * @param properties the error's own, such as `code`
 */
export function errorText(label: string, { errorType, errorMessage, trace }: FunctionError, properties = {}): string {
  const error = { errorType, errorMessage, ...properties, stack: trace };
  try {
    return `${label} \t${JSON.stringify(error)}`;
  } catch {
    // Properties that JSON cannot hold are left out.
    return `${label} \t${JSON.stringify({ errorType, errorMessage, stack: trace })}`;
  }
}

/** A line of a function's own that is a JSON object; undefined for any other. */
export function recordIn(line: string): Record<string, unknown> | undefined {
  const parsed = line.startsWith("{") ? parseJson(line) : undefined;
  return isRecord(parsed) ? parsed : undefined;
}

/** The level of a line that a function wrote itself to its standard output, in the JSON format; INFO if it names none. */
export function levelIn(record: Record<string, unknown> | undefined): Level {
  const level = typeof record?.level === "string" ? record.level.toUpperCase() : "";
  return levels.find((one) => one === level) ?? "INFO";
}

/** What stands beside a line at the console anyway, or is for CloudWatch alone. */
const unshown = new Set(["timestamp", "level", "requestId", "_aws"]);

/** A JSON line for a person at the console. */
export const summaryOf = (record: Record<string, unknown>): string =>
  Object.entries(record)
    .filter(([name, value]) => !unshown.has(name) && value !== null && value !== "")
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return name === "message" ? text : `${name}=${text}`;
    })
    .join("  ");
