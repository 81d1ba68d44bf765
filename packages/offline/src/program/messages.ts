import type { Graph } from "../graph/graph";
import type { Project } from "./project";

/** What the child process is asked to run. */
export interface RunRequest {
  project: Project;
  /** Whether errors carry stacks. Pulumi captures one per promise, which takes a good part of a run. */
  stacks: boolean;
}

/** What the child process answers: the graph, or why there is none. */
export type RunResult = { graph: Graph } | { error: string };
