import type { Graph } from "../graph/graph";
import type { DataFolder } from "../storage/data-folder";
import type { Progress } from "./messages";
import type { Project } from "./project";
import { RecordingCache } from "./recording";
import { ProgramRunner } from "./run";
import { Typechecker } from "./typecheck";

/** What a program declares now. */
export interface Declared {
  recording: Graph;
  /** Has the next start know it, unless something changes. */
  remember: () => void;
}

/** A program that a host serves while people change it. */
export class Program {
  private readonly runner: ProgramRunner;
  private readonly types: Typechecker;
  private content?: string;
  /** The files that it ships, wherever they lie. */
  shipped: string[] = [];

  /**
   * @param read reads its settings as they are now; throws a UserError for what is wrong with them
   * @param data the host's folder
   * @param onProgress told how far a run has come
   */
  constructor(
    private readonly read: () => Project,
    private readonly data: DataFolder,
    onProgress?: (progress: Progress) => void,
  ) {
    this.runner = new ProgramRunner({}, onProgress);
    this.types = new Typechecker(data.path);
  }

  /**
   * What it declared the last time, if nothing has changed since; else runs it.
   *
   * @throws UserError with the program's own error
   */
  async recall(): Promise<Graph> {
    const cache = new RecordingCache(this.read(), this.data);
    this.content = cache.content();
    const recalled = cache.recall(this.content);
    if (recalled) {
      this.shipped = Object.keys(recalled.shipped);
      return recalled.graph;
    }
    const { recording, remember } = await this.run();
    remember();
    return recording;
  }

  /** Runs it. Throws as {@link recall}. */
  async run(): Promise<Declared> {
    const project = this.read();
    const cache = new RecordingCache(project, this.data);
    // From before: what changes meanwhile must have it run again.
    const content = cache.content();
    this.content = content;
    const declared = await this.runner.run(project);
    const remember = (): void => cache.remember(content, declared);
    this.shipped = Object.keys(declared.shipped);
    return { recording: declared.graph, remember };
  }

  /** Whether something that it follows from has changed since it was recalled or run. */
  get hasChanged(): boolean {
    return this.content !== new RecordingCache(this.read(), this.data).content();
  }

  /** Gets ready to run it quickly. */
  prepare(): Promise<void> {
    return this.runner.rehearse(this.read());
  }

  /** Gives back the memory that a quick run takes. */
  rest(): void {
    this.runner.rest();
  }

  /** The compiler's messages about its types; undefined if there are none. */
  checkTypes(): Promise<string | undefined> {
    return this.types.check(this.read());
  }

  end(): void {
    this.runner.end();
    this.types.end();
  }
}
