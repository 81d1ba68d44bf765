import { availableParallelism } from "node:os";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { built } from "../built";
import type { Project } from "./project";

/** What the thread is given. */
export interface EmitTask {
  project: Project;
  port: MessagePort;
  /** How often the thread has said something. */
  said: Int32Array;
}

/** What the thread says: first which files it will emit, in their order, then each of them. */
export type EmitMessage = { files: string[] } | EmittedFile;

/** A file as it was read, and the JavaScript made of it; without it, it is no TypeScript, which whoever needs it will tell. */
export interface EmittedFile {
  file: string;
  text: string;
  code: string | undefined;
}

/** So long a file is waited for, in milliseconds: on a busy machine the compiler takes seconds to load. Then the thread is lost. */
const patience = 10_000;

/**
 * Emits a program's files in a second thread, while the first one loads Pulumi and then runs those that are there. (Where
 * both emit, each has to warm up its own copy of the compiler, which takes longer than the other half of the files.)
 */
export class EmitAhead {
  private readonly said = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private readonly port: MessagePort;
  private readonly worker: Worker;
  private readonly awaited = new Set<string>();
  private readonly emitted = new Map<string, EmittedFile>();

  private constructor(project: Project) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const workerData: EmitTask = { project, port: port2, said: this.said };
    this.worker = new Worker(built("emit-thread"), { workerData, transferList: [port2] });
    // The program is done when it has nothing left to do itself. What the thread cannot do is done without it.
    this.worker.on("error", () => this.end()).unref();
    port1.unref();
  }

  /** Begins; undefined where there is no second processor to do it on. */
  static of(project: Project): EmitAhead | undefined {
    return availableParallelism() > 1 ? new EmitAhead(project) : undefined;
  }

  /** Whether the thread has said which files it emits. */
  get isKnown(): boolean {
    return this.awaited.size > 0;
  }

  /**
   * What the other thread makes of a file; undefined if it is to be made here.
   *
   * @param text what the file holds
   */
  codeOf(file: string, text: string): string | undefined {
    for (;;) {
      const before = Atomics.load(this.said, 0);
      this.listen();
      const known = this.emitted.get(file);
      if (known) return known.text === text ? known.code : undefined;
      if (!this.awaited.has(file)) return undefined;
      if (Atomics.wait(this.said, 0, before, patience) === "timed-out") this.end();
    }
  }

  /** Ends the thread, whatever it does. */
  end(): void {
    this.awaited.clear();
    this.emitted.clear();
    this.port.close();
    void this.worker.terminate();
  }

  private listen(): void {
    for (let heard = receiveMessageOnPort(this.port); heard; heard = receiveMessageOnPort(this.port)) {
      const message: EmitMessage = heard.message;
      if ("files" in message) for (const file of message.files) this.awaited.add(file);
      else this.emitted.set(message.file, message);
    }
  }
}
