import { once } from "node:events";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { decode } from "@jridgewell/sourcemap-codec";
import WebSocket from "ws";

type Message = Record<string, unknown>;

/** What a debugger hears: commands' answers by their numbers, and events, which are kept until somebody asks for them. */
class Conversation {
  private count = 0;
  private readonly answers = new Map<number, (answer: Message) => void>();
  private readonly heard: Message[] = [];
  private wake: () => void = () => undefined;

  constructor(private readonly write: (text: string) => void) {}

  hear(text: string): void {
    const message: Message = JSON.parse(text);
    if (typeof message.id === "number") return this.answers.get(message.id)?.(message);
    this.heard.push(message);
    this.wake();
  }

  /** Sends a command and returns its result. */
  async post(method: string, params: object = {}): Promise<Message> {
    const id = ++this.count;
    const answer = new Promise<Message>((resolve) => this.answers.set(id, resolve));
    this.write(JSON.stringify({ id, method, params }));
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return Object(result);
  }

  /** The parameters of the next event of a kind. */
  async event(method: string): Promise<Message> {
    for (;;) {
      const at = this.heard.findIndex((message) => message.method === method);
      const [found] = at < 0 ? [] : this.heard.splice(at, 1);
      if (found) return Object(found.params);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

/** A debugger that attaches to a process of Node.js and to its threads, as those of editors and browsers do. */
export class Debugger {
  private readonly threads = new Map<string, Thread>();
  private readonly process: Conversation;

  private constructor(private readonly socket: WebSocket) {
    this.process = new Conversation((text) => socket.send(text));
    socket.on("message", (data) => {
      const { method, params } = JSON.parse(String(data));
      if (method === "NodeWorker.receivedMessageFromWorker") this.threads.get(params.sessionId)?.hear(params.message);
      else this.process.hear(String(data));
    });
  }

  /** @param url of a WebSocket, as Node.js prints it */
  static async attach(url: string): Promise<Debugger> {
    const socket = new WebSocket(url);
    await once(socket, "open");
    const made = new Debugger(socket);
    await made.process.post("NodeWorker.enable", { waitForDebuggerOnStart: true });
    return made;
  }

  /** The next thread, which waits at its beginning. */
  async thread(): Promise<Thread> {
    const { sessionId } = await this.process.event("NodeWorker.attachedToWorker");
    const post = (message: string) => this.process.post("NodeWorker.sendMessageToWorker", { sessionId, message });
    const thread = new Thread((text) => void post(text));
    this.threads.set(String(sessionId), thread);
    return thread;
  }

  close(): void {
    this.socket.close();
  }
}

/** A thread that a debugger is attached to. */
export class Thread extends Conversation {
  /**
   * Lets the thread begin, and sets a breakpoint by a source's file and line, as soon as a script is there whose map names
   * the file.
   *
   * @returns the parameters of the event by which the thread tells that it has stopped there
   */
  async stopAt(file: string, line: number): Promise<Message> {
    await this.post("Debugger.enable");
    const instrumentation = "beforeScriptWithSourceMapExecution";
    await this.post("Debugger.setInstrumentationBreakpoint", { instrumentation });
    await this.post("Runtime.runIfWaitingForDebugger");
    for (;;) {
      const paused = await this.event("Debugger.paused");
      const hit = Object(paused).hitBreakpoints;
      if (Array.isArray(hit) && hit.length > 0) return paused;
      const { url, sourceMapURL } = Object(paused.data);
      const place = sourceMapURL && generatedPlace(new URL(sourceMapURL, url), file, line);
      if (place) await this.post("Debugger.setBreakpointByUrl", { url, ...place });
      await this.post("Debugger.resume");
    }
  }

  /** The value of an expression where the thread has stopped. */
  async evaluate(paused: Message, expression: string): Promise<unknown> {
    const [{ callFrameId }] = Object(paused).callFrames;
    const asked = { callFrameId, expression, returnByValue: true };
    return Object((await this.post("Debugger.evaluateOnCallFrame", asked)).result).value;
  }
}

/** Where a line of a source stands in the script that a map belongs to; undefined if nowhere. */
function generatedPlace(
  map: URL,
  file: string,
  line: number,
): { lineNumber: number; columnNumber: number } | undefined {
  const { sources, sourceRoot = "", mappings } = JSON.parse(readFileSync(map, "utf8"));
  const source = sources.findIndex((one: string) => new URL(sourceRoot + one, map).href === pathToFileURL(file).href);
  for (const [lineNumber, segments] of decode(mappings).entries())
    for (const segment of segments)
      if (segment[1] === source && segment[2] === line - 1) return { lineNumber, columnNumber: segment[0] };
  return undefined;
}
