import { object, optionalText, type Properties } from "../../../graph/graph";

/** Levels of what is logged, the most detailed first. */
export const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
export type Level = (typeof levels)[number];

/** How a function logs (https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html). */
export interface LoggingConfig {
  logGroup: string;
  logFormat: "JSON" | "Text";
  /** The most detailed level that is written of what the function logs. */
  applicationLogLevel: Level;
  /** The most detailed level that is written of what Lambda itself logs about the function. */
  systemLogLevel: Level;
}

/** Whether something of one level is written where another is the most detailed one. */
export const isWritten = (level: Level, mostDetailed: Level): boolean =>
  levels.indexOf(level) >= levels.indexOf(mostDetailed);

/** A function's logging configuration, with Lambda's defaults. Text knows no levels: all that is logged is written. */
export function loggingConfigOf(inputs: Properties, functionName: string): LoggingConfig {
  const config = object(inputs, "loggingConfig");
  const levelOf = (key: string): Level => levels.find((level) => level === config[key]) ?? "INFO";
  const logGroup = optionalText(config, "logGroup") ?? defaultLogGroup(functionName);
  if (config.logFormat !== "JSON") {
    return { logGroup, logFormat: "Text", applicationLogLevel: "TRACE", systemLogLevel: "INFO" };
  }
  const [applicationLogLevel, systemLogLevel] = [levelOf("applicationLogLevel"), levelOf("systemLogLevel")];
  return { logGroup, logFormat: "JSON", applicationLogLevel, systemLogLevel };
}

const defaultLogGroup = (functionName: string): string => `/aws/lambda/${functionName}`;

/**
 * The name that Lambda gives the log stream of an execution environment. Several functions may share a log group of
 * their own choice: there it has the function's name
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html).
 *
 * @param id 32 hexadecimal digits
 */
export function logStreamNameOf(functionName: string, logGroup: string, started: Date, id: string): string {
  const day = started.toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/${logGroup === defaultLogGroup(functionName) ? "" : functionName}[$LATEST]${id}`;
}
