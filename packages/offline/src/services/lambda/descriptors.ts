/**
 * Inside a function's environment: keeps its descriptors apart from the host's, which are numbers of the same process.
 * A function that closes one twice would close what the host, or another function, has opened in between.
 */
import { EventEmitter } from "node:events";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

/** Lambda gives an environment so many (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const limit = 1024;

/** What is open of this thread: files by their numbers, and as many of what has none that is told. */
const files = new Set<number>();
let others = 0;

const errors = {
  EBADF: { errno: -9, message: "bad file descriptor" },
  EMFILE: { errno: -24, message: "too many open files" },
} as const;

const failure = (code: keyof typeof errors, syscall: string): NodeJS.ErrnoException => {
  const { errno, message } = errors[code];
  return Object.assign(new Error(`${code}: ${message}, ${syscall}`), { code, errno, syscall });
};

const isFull = (): boolean => files.size + others >= limit;

type Callback = (error: Error | null, ...rest: unknown[]) => void;
const isCallback = (value: unknown): value is Callback => typeof value === "function";

/** Gives an environment descriptors of its own: those that it did not open are closed to it, and there is an end to them. */
export function ownDescriptors(): void {
  const { openSync, closeSync, open, close } = fs;
  const { open: openHandle } = fs.promises;
  const { connect } = net.Socket.prototype;

  Object.assign(fs, {
    openSync(...parameters: Parameters<typeof openSync>): number {
      if (isFull()) throw failure("EMFILE", "open");
      const file = openSync(...parameters);
      files.add(file);
      return file;
    },
    closeSync(file: number): void {
      if (typeof file === "number" && !files.delete(file)) throw failure("EBADF", "close");
      closeSync(file);
    },
    open(...parameters: unknown[]): void {
      const callback = parameters.pop();
      if (!isCallback(callback)) return void Reflect.apply(open, fs, [...parameters, callback]);
      if (isFull()) return void process.nextTick(callback, failure("EMFILE", "open"));
      others++;
      const opened = (error: Error | null, file: number): void => {
        others--;
        if (!error) files.add(file);
        callback(error, file);
      };
      Reflect.apply(open, fs, [...parameters, opened]);
    },
    close(file: number, callback: unknown = () => undefined): void {
      if (typeof file !== "number" || files.delete(file)) return void Reflect.apply(close, fs, [file, callback]);
      if (!isCallback(callback)) throw new TypeError("The callback must be a function");
      process.nextTick(callback, failure("EBADF", "close"));
    },
  });
  Object.assign(fs.promises, {
    async open(...parameters: Parameters<typeof openHandle>): Promise<fs.promises.FileHandle> {
      if (isFull()) throw failure("EMFILE", "open");
      others++;
      try {
        const handle = await openHandle(...parameters);
        if (handle instanceof EventEmitter) handle.once("close", () => others--);
        return handle;
      } catch (error) {
        others--;
        throw error;
      }
    },
  });
  Object.assign(net.Socket.prototype, {
    connect(this: net.Socket, ...parameters: unknown[]): net.Socket {
      if (isFull()) return this.destroy(failure("EMFILE", "connect"));
      others++;
      this.once("close", () => others--);
      Reflect.apply(connect, this, parameters);
      return this;
    },
  });
  syncBuiltinESMExports();
}
