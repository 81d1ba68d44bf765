/** What is quick needs no word. */
const quickMilliseconds = 1000;

/** Clears the line that the cursor is in. */
const clear = "\r\x1b[2K";

/** A line on a terminal that says what is waited for, for how long, and how far it has come. */
export interface Waiting {
  /** Says how far it has come, from the next time on that the line is written. */
  note(progress: string): void;
  /** Takes the line away; to be called before anything else is printed. */
  stop(): void;
}

/** Says on a terminal, in one line that is written anew each second, that something takes its time. */
export function sayWaiting(what: string, stream: NodeJS.WriteStream): Waiting {
  if (!stream.isTTY) return { note: () => undefined, stop: () => undefined };
  const since = Date.now();
  let isShown = false;
  let far = "";
  const timer = setInterval(() => {
    isShown = true;
    stream.write(`${clear}${what} … ${Math.round((Date.now() - since) / 1000)} s${far}`);
  }, quickMilliseconds).unref();
  return {
    note: (progress) => (far = `  ${progress}`),
    stop() {
      clearInterval(timer);
      if (isShown) stream.write(clear);
      isShown = false;
    },
  };
}
