import { PassThrough } from "node:stream";
import { headOf, httpIntegrationType, type StreamHead, streamType } from "../../../protocol/http-event/prelude";
import type { StreamedResponse } from "../../../protocol/http-response";
import type { AnswerPiece } from "../messages";

/** An answer that a function writes piece by piece. */
export class StreamedAnswer {
  private readonly body = new PassThrough();
  private before = Buffer.alloc(0);
  private isHeaded = false;
  private settle: (answer: StreamedResponse | undefined) => void = () => undefined;
  /** Resolves to the answer as soon as its status and headers are there; to undefined if it ends without a body. */
  readonly begun = new Promise<StreamedResponse | undefined>((resolve) => (this.settle = resolve));

  take({ body, type }: AnswerPiece): void {
    if (this.isHeaded) return void (this.body.destroyed || this.body.write(body));
    this.before = Buffer.concat([this.before, body]);
    const head: StreamHead | undefined =
      type === httpIntegrationType
        ? headOf(this.before)
        : { status: 200, headers: [["Content-Type", type ?? streamType]], rest: this.before };
    if (!head) return;
    const { rest, ...shape } = head;
    this.isHeaded = true;
    if (rest.length > 0) this.body.write(rest);
    this.settle({ ...shape, body: this.body });
  }

  /** Nothing more comes: whoever reads an answer that the function did not finish has to know. */
  end(hasFailed: boolean): void {
    this.settle(undefined);
    if (hasFailed) this.body.destroy(new Error("the function failed before its answer ended"));
    else this.body.end();
  }
}
