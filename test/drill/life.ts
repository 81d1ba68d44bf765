import { Readable } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import type { Host } from "../../packages/offline/src/host/host";
import { administratorOf } from "../../packages/offline/test/support/sdk";
import { propertiesOf } from "../../tools/json";
import type { Chance } from "./chance";

const end = "the run was ended";

/** How far a run gets: after so many calls of its clients it is ended, as by `kill -9`, and sends nothing any more. */
export class Life {
  readonly tables: DynamoDBClient;
  readonly storage: S3Client;
  private isOver = false;

  /** @param calls how many it has at most; infinitely many where it comes to its end by itself */
  constructor(
    host: Pick<Host, "url" | "graph">,
    private readonly chance: Chance,
    private calls: number,
  ) {
    const administrator = administratorOf(host);
    this.tables = new DynamoDBClient(administrator);
    this.storage = new S3Client({ ...administrator, forcePathStyle: true });
    const middleware = { step: "initialize", name: "life" } as const;
    this.tables.middlewareStack.add((next) => (args) => this.within(() => next(args)), middleware);
    this.storage.middlewareStack.add((next) => (args) => this.within(() => next(args)), middleware);
  }

  /** Whether it was ended, whatever it says of that. */
  get isEnded(): boolean {
    return this.isOver;
  }

  close(): void {
    this.tables.destroy();
    this.storage.destroy();
  }

  private async within<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    if (this.isOver) throw new Error(end);
    this.calls -= 1;
    if (this.calls <= 0) {
      this.isOver = true;
      // The last call is cut off before it is sent, or before its answer comes.
      if (this.chance.happens(0.5)) await send().then(drop, () => undefined);
      throw new Error(end);
    }
    const answer = await send();
    if (!this.isOver) return answer;
    drop(answer);
    throw new Error(end);
  }
}

/** Reads what nobody reads any more, so that its connection may end. */
const drop = (answer: unknown): void => {
  const { Body } = propertiesOf(propertiesOf(answer).output);
  if (Body instanceof Readable) Body.on("error", () => undefined).resume();
};
