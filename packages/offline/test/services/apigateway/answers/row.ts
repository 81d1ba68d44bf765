/** A request and what the gateway answers to it. Headers are compared as far as they are named; undefined: not there. */
export interface Row {
  request: [method: string, path: string, headers?: Record<string, string>, body?: string | string[]];
  status: number;
  headers?: Record<string, string | RegExp | undefined>;
  body?: string | RegExp;
}

/** Rows by what they are about, and then by when they hold: together they read as a sentence. */
export type Table = Record<string, Record<string, Row>>;

/** API Gateway's own form of an error. */
export const message = (text: string): string => JSON.stringify({ message: text });

/** A header with one of the program's keys, which are known when it runs: the value is its output's name. */
export const key = (output: string): Record<string, string> => ({ "x-api-key": `{${output}}` });
