/** What a function's thread is started with. */
export interface FunctionBoot {
  code: string;
  /** How long it may run, in milliseconds. */
  milliseconds: number;
}

/** An event for a function, as JSON. */
export interface Job {
  number: number;
  event: string;
}

/** How a function's run ended. */
export interface Done {
  number: number;
  /** JSON of what it returned; undefined if it returned nothing that JSON knows. */
  result?: string;
  /** What it threw, in words. */
  error?: string;
  /** Whether it ran for too long. */
  isLate: boolean;
  logs: string[];
}
