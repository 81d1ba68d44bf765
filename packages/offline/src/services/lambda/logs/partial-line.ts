/** CloudWatch Logs takes no larger event: what is longer goes in several. */
const longest = 262_144;

/** Makes lines of text that comes in pieces: a function may write less than a line at a time, or more than a piece. */
export class PartialLine {
  private held = "";

  /** The lines that end in this piece. */
  take(piece: string): string[] {
    // Only a piece that ends a line has the text before it looked at: a line may come letter by letter.
    const text = this.held + piece;
    if (!piece.includes("\n") && text.length < longest) {
      this.held = text;
      return [];
    }
    // A line at a time is what most write.
    if (text.indexOf("\n") === text.length - 1) {
      this.held = "";
      return [text.slice(0, -1)];
    }
    const lines = text.split("\n");
    this.held = lines.pop() ?? "";
    return this.held.length < longest ? lines : [...lines, this.rest()];
  }

  /** What there is of a line that has not ended. */
  rest(): string {
    const { held } = this;
    this.held = "";
    return held;
  }
}
