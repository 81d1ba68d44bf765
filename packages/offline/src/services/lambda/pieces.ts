import type { AnswerPiece } from "./messages";

/** Takes a piece of an answer that a function streams. */
export type OnPiece = (piece: AnswerPiece) => void;

/** What an invocation streams: handed on as it comes, or kept for whoever waits for the whole. */
export class Pieces {
  private readonly kept: Uint8Array[] = [];

  constructor(private readonly onPiece: OnPiece | undefined) {}

  take(piece: AnswerPiece): void {
    if (this.onPiece) this.onPiece(piece);
    else this.kept.push(piece.body);
  }

  /** What was kept, as text. */
  whole(): string {
    return Buffer.concat(this.kept).toString("utf8");
  }
}
