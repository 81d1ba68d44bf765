/** What a function's environment is told when it starts. */
export interface Boot {
  /** Folder of the unpacked archive. */
  taskRoot: string;
  /** Handler as the function names it: `file.export`. */
  handler: string;
  functionName: string;
  functionArn: string;
  memorySize: number;
  logGroup: string;
  logStream: string;
}

/** One invocation. */
export interface Invocation {
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  /** When the invocation times out, in milliseconds since the epoch. */
  deadline: number;
}

/** An error as Lambda's Node.js runtime reports it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** What an environment says. */
export type Report =
  | { kind: "ready" }
  | { kind: "initError"; error: FunctionError }
  | { kind: "result"; payload: string }
  | { kind: "error"; error: FunctionError }
  | { kind: "log"; level: string; text: string };
