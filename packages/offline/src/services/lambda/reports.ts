import { types } from "node:util";
import { isRecord } from "../../is-record";
import type { FunctionError, Report } from "./messages";

/** The last instant that JavaScript's dates know, in milliseconds since the epoch. */
const lastInstant = 8.64e15;

/**
 * Reads what came over the port of a function's thread. A function can reach that port: whatever comes is a stranger's.
 *
 * @returns undefined for what the runtime does not say
 */
export function reportOf(message: unknown): Report | undefined {
  if (!isRecord(message)) return undefined;
  const { kind } = message;
  switch (kind) {
    case "ready":
      return { kind };
    case "initError":
    case "error":
    case "end": {
      const error = functionErrorOf(message.error);
      return error && { kind, error };
    }
    case "result":
      return typeof message.payload === "string" ? { kind, payload: message.payload } : undefined;
    case "piece": {
      const { body, type } = message;
      if (!(body instanceof Uint8Array) || types.isSharedArrayBuffer(body.buffer)) return undefined;
      return type === undefined || typeof type === "string" ? { kind, body, type } : undefined;
    }
    case "log": {
      return logOf(message);
    }
    case "output": {
      const { stream, text } = message;
      if ((stream !== "stdout" && stream !== "stderr") || typeof text !== "string") return undefined;
      return { kind, stream, text };
    }
    case "more":
      return typeof message.id === "number" ? { kind, id: message.id } : undefined;
    case "request": {
      return requestOf(message);
    }
    default:
      return undefined;
  }
}

function functionErrorOf(value: unknown): FunctionError | undefined {
  if (!isRecord(value)) return undefined;
  const { errorType, errorMessage, trace } = value;
  if (typeof errorType !== "string" || typeof errorMessage !== "string") return undefined;
  if (trace === undefined) return { errorType, errorMessage };
  return isTexts(trace) ? { errorType, errorMessage, trace } : undefined;
}

function logOf({ level, text, timestamp, message }: Record<string, unknown>): Report | undefined {
  if (typeof level !== "string" || typeof message !== "string") return undefined;
  if (text !== undefined && typeof text !== "string") return undefined;
  if (typeof timestamp !== "number" || !(timestamp >= 0 && timestamp <= lastInstant)) return undefined;
  return { kind: "log", level, text, timestamp, message };
}

function requestOf({ id, method, path, headers, body }: Record<string, unknown>): Report | undefined {
  if (typeof id !== "number" || typeof method !== "string" || typeof path !== "string") return undefined;
  if (!path.startsWith("/") || !isHeaders(headers) || !(body instanceof Uint8Array)) return undefined;
  // Memory that the thread still has could change between the check of a signature and the reading of what it is for.
  if (types.isSharedArrayBuffer(body.buffer)) return undefined;
  return { kind: "request", id, method, path, headers, body };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

const isHeaders = (value: unknown): value is Record<string, string> => isRecord(value) && isTexts(Object.values(value));
