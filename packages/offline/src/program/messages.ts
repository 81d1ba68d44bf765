import type { Graph } from "../graph/graph";
import type { Project } from "./project";
import type { Marks } from "./shipped";

/** What the child process is asked to run. */
export interface RunRequest {
  project: Project;
  /** Whether errors carry stacks. Pulumi captures one per promise, which takes a good part of a run. */
  stacks: boolean;
  /** Whether it is run only to have everything loaded and remembered for the next run. */
  isRehearsal?: boolean;
}

/** How far a run has come. How far it will go nobody knows: a program declares what it will. */
export interface Progress {
  /** Files of the program that are compiled. */
  files: number;
  /** Resources that are declared, their archives made. */
  resources: number;
  /** Lambda functions among them. */
  functions: number;
}

/** What the child process says before it answers. */
export interface ProgressReport {
  progress: Progress;
}

/** What a program declared when it ran. */
export interface Recording {
  graph: Graph;
  /** The files that it ships: a change of one makes another recording. */
  shipped: Marks;
}

/** What the child process answers: the recording, which a rehearsal leaves out, or why there is none. */
export type RunResult = Partial<Recording> | RunFailure;

export interface RunFailure {
  /** For the person who wrote the program. */
  error: string;
  /** Whether that is all there is to say: else another run, with stacks, says where it happened. */
  isExplained: boolean;
  /**
   * Whether something else has failed that nobody waited for, or goes on: what runs in that process later could not be
   * trusted.
   */
  isSpoilt: boolean;
}
