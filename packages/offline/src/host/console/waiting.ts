/** What is quick needs no word. */
const quickMilliseconds = 1000;

/** Clears the line that the cursor is in. */
const clear = "\r\x1b[2K";

/**
 * Says on a terminal, in one line that is written anew each second, that something takes its time. How far a program has
 * come nobody can say: it declares what it will, and makes its bundles as it does.
 *
 * @param what what is waited for
 * @returns takes the line away; to be called before anything else is printed
 */
export function sayWaiting(what: string, stream: NodeJS.WriteStream): () => void {
  if (!stream.isTTY) return () => undefined;
  const since = Date.now();
  let isShown = false;
  const timer = setInterval(() => {
    isShown = true;
    stream.write(`${clear}${what} … ${Math.round((Date.now() - since) / 1000)} s`);
  }, quickMilliseconds).unref();
  return () => {
    clearInterval(timer);
    if (isShown) stream.write(clear);
    isShown = false;
  };
}
