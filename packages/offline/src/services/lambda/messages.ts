import type { LoggingConfig } from "./logs/config";

/** What a function's environment is told when it starts. */
export interface Boot {
  /** Folder of the unpacked archive. */
  taskRoot: string;
  /** The program's folder, absolute. */
  folder: string;
  /** Handler as the function names it: `file.export`. */
  handler: string;
  /** Name of Lambda's runtime, such as `nodejs22.x`. */
  runtime: string;
  /** Whether debuggers may attach. */
  isInspected: boolean;
  functionName: string;
  functionArn: string;
  memorySize: number;
  timeoutSeconds: number;
  logging: LoggingConfig;
  logStreamName: string;
  /** The memory of the environment's claims. */
  claims: Int32Array;
  /** One number, shared by both threads: the most memory that was in use after an invocation, in KB. */
  memoryUsed: Int32Array;
  /** The memory of the environment's {@link Backlog}. */
  backlog: Int32Array;
  /** One number, shared by both threads: how long invocations take, in milliseconds, the last ones counting most. */
  pace: Float64Array;
}

/** One invocation. */
export interface Invocation {
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  /** Its number among all that the environment was sent, from 1; claims are by it. */
  number: number;
}

/** An error as Lambda's Node.js runtime reports it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** What an environment says; {@link reportOf} reads it. */
export type Report =
  | { kind: "ready" }
  | { kind: "initError"; error: FunctionError }
  /** JSON of what the handler returned; empty where it has streamed its answer, in the pieces before. */
  | { kind: "result"; payload: string }
  | ({ kind: "piece" } & AnswerPiece)
  | { kind: "error"; error: FunctionError }
  /** The environment ends, as its process would in Lambda. */
  | { kind: "end"; error: FunctionError }
  | ({ kind: "log" } & LogReport)
  /** Something that the function wrote to a stream by itself. */
  | { kind: "output"; stream: "stdout" | "stderr"; text: string }
  | ({ kind: "request" } & PortRequest)
  /** The next piece of an answer is wanted, by the number of its request. */
  | { kind: "more"; id: number };

/** A piece of an answer that a handler streams. */
export interface AnswerPiece {
  body: Uint8Array;
  /** The media type of the answer, if the handler has said it. */
  type: string | undefined;
}

/** Something that the function logged. */
export interface LogReport {
  level: string;
  /** For a person at the console; undefined where the end of the invocation tells it. */
  text?: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** For the log stream. */
  message: string;
}

/** A request to the AWS endpoint that comes over the port. */
export interface PortRequest {
  /** Numbers the requests of one environment. */
  id: number;
  method: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** An answer to a {@link PortRequest}: whole, or its head, its body in pieces, and its end. */
export type PortResponse =
  | { id: number; kind: "whole"; status: number; headers: Record<string, string>; body: string | Uint8Array }
  | { id: number; kind: "head"; status: number; headers: Record<string, string> }
  | { id: number; kind: "data"; body: Uint8Array }
  | { id: number; kind: "end" }
  | { id: number; kind: "failure"; message: string };

/** What an environment hears: invocations, in order, or a part of an answer. Flat, as every level costs time to clone. */
export type Order = Invocation[] | PortResponse;
