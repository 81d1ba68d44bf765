const frame = /^\s+at /;
/** Of Node.js, and of the runtime that called the function. */
const ofNobody = /\(?node:|\(<anonymous>\)$|\[worker eval\]/;
const ofPackage = /[\\/]node_modules[\\/]/;

/**
 * A text without what its author need not read of the stacks in it: frames of Node.js and of Lambda's runtime, and those of
 * packages where there are others.
 */
export function readable(text: string): string {
  if (!text.includes("\n")) return text;
  const lines = text.split("\n").filter((line) => !frame.test(line) || !ofNobody.test(line));
  const isOwn = (line: string): boolean => frame.test(line) && !ofPackage.test(line);
  return (lines.some(isOwn) ? lines.filter((line) => !frame.test(line) || isOwn(line)) : lines).join("\n");
}
