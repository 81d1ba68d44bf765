/** How many letters have to be changed, added or taken away to make one word of another (Levenshtein's distance). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= to.length; at++) {
      const changed = (row[at - 1] ?? 0) + (letter === to[at - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Of some words the one that was meant by another, if one is much like it. */
export function closest(word: string, words: readonly string[]): string | undefined {
  const most = word.length < 4 ? 1 : 2;
  const [best] = words.map((one) => ({ one, distance: distance(word, one) })).sort((a, b) => a.distance - b.distance);
  return best && best.distance <= most ? best.one : undefined;
}
