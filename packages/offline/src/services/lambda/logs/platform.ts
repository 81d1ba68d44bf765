import { isWritten, type Level, type LoggingConfig } from "./config";
import { type LogEvent, LogLine } from "../../../protocol/log-entries";

/** How an initialisation or an invocation ended. */
export interface Ended {
  /** When, in milliseconds since the epoch. */
  timestamp: number;
  status: "success" | "error" | "timeout";
  errorType?: string;
  durationMs: number;
}

/** An invocation that has ended. */
export interface EndedInvocation extends Ended {
  requestId: string;
  /** How long the environment took to initialise; 0 if this was not its first invocation. */
  initDurationMs: number;
  memorySizeMB: number;
  maxMemoryUsedMB: number;
}

/** What Lambda logs about a function, in one of the formats. */
export interface PlatformFormat {
  /** Whether there is anything to say of an invocation that went well. */
  tellsSuccess: boolean;
  initStarted(timestamp: number, functionName: string): LogEvent[];
  initEnded(ended: Ended): LogEvent[];
  started(timestamp: number, requestId: string): LogEvent[];
  ended(invocation: EndedInvocation): LogEvent[];
}

/** The initialisation is billed too, since August 2025. */
const billed = ({ durationMs, initDurationMs }: EndedInvocation): number => Math.ceil(durationMs + initDurationMs);

const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

/**
 * Platform events as JSON objects: the same as Lambda's Telemetry API gives
 * (https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html), each at a level of its own
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 */
function jsonFormat(mostDetailed: Level): PlatformFormat {
  const event = (level: Level, timestamp: number, type: string, record: object): LogEvent[] => {
    if (!isWritten(level, mostDetailed)) return [];
    const time = new Date(timestamp).toISOString();
    return [new LogLine(timestamp, JSON.stringify({ time, type: `platform.${type}`, record }))];
  };
  const init = { initializationType: "on-demand", phase: "init" } as const;
  return {
    tellsSuccess: isWritten("INFO", mostDetailed),
    initStarted: (timestamp, functionName) =>
      event("DEBUG", timestamp, "initStart", { ...init, functionName, functionVersion: "$LATEST" }),
    initEnded: ({ timestamp, status, errorType, durationMs }) => {
      const level = status === "success" ? "DEBUG" : "WARN";
      const record = { ...init, status, errorType };
      const metrics = { durationMs: rounded(durationMs) };
      return [
        ...event(level, timestamp, "initRuntimeDone", record),
        ...event(level, timestamp, "initReport", { ...record, metrics }),
      ];
    },
    started: (timestamp, requestId) => event("INFO", timestamp, "start", { requestId, version: "$LATEST" }),
    ended: (invocation) => {
      const { timestamp, requestId, status, errorType } = invocation;
      const isFine = status === "success";
      const metrics = { durationMs: rounded(invocation.durationMs) };
      const done = { requestId, status, errorType, metrics };
      const report = { requestId, metrics: { ...metrics, ...costsOf(invocation) }, status, errorType };
      return [
        ...event(isFine ? "DEBUG" : "WARN", timestamp, "runtimeDone", done),
        ...event(isFine ? "INFO" : "WARN", timestamp, "report", report),
      ];
    },
  };
}

const costsOf = (invocation: EndedInvocation) => ({
  billedDurationMs: billed(invocation),
  memorySizeMB: invocation.memorySizeMB,
  maxMemoryUsedMB: invocation.maxMemoryUsedMB,
  ...(invocation.initDurationMs > 0 && { initDurationMs: rounded(invocation.initDurationMs) }),
});

/** The START, END and REPORT lines. INIT_START tells the version of a runtime that only Lambda has: it is left out. */
const textFormat: PlatformFormat = {
  tellsSuccess: true,
  initStarted: () => [],
  initEnded: ({ timestamp, status, errorType, durationMs }) => {
    if (status === "success") return [];
    const fields = [`Init Duration: ${durationMs.toFixed(2)} ms`, "Phase: init", ...statusFields(status, errorType)];
    return [new LogLine(timestamp, `INIT_REPORT ${fields.join("\t")}\n`)];
  },
  started: (timestamp, requestId) => [new LogLine(timestamp, `START RequestId: ${requestId} Version: $LATEST\n`)],
  ended: (invocation) => [
    new LogLine(invocation.timestamp, `END RequestId: ${invocation.requestId}\n`),
    new LogLine(invocation.timestamp, `REPORT ${reportFields(invocation).join("\t")}\n`),
  ],
};

const statusFields = (status: string, errorType: string | undefined): string[] =>
  status === "success" ? [] : [`Status: ${status}`, ...(errorType ? [`Error Type: ${errorType}`] : [])];

const reportFields = (invocation: EndedInvocation): string[] => [
  `RequestId: ${invocation.requestId}`,
  `Duration: ${invocation.durationMs.toFixed(2)} ms`,
  `Billed Duration: ${billed(invocation)} ms`,
  `Memory Size: ${invocation.memorySizeMB} MB`,
  `Max Memory Used: ${invocation.maxMemoryUsedMB} MB`,
  ...(invocation.initDurationMs > 0 ? [`Init Duration: ${invocation.initDurationMs.toFixed(2)} ms`] : []),
  ...statusFields(invocation.status, invocation.errorType),
];

/** How Lambda writes in the format that a function asks for. */
export const platformFormatOf = ({ logFormat, systemLogLevel }: LoggingConfig): PlatformFormat =>
  logFormat === "JSON" ? jsonFormat(systemLogLevel) : textFormat;
