import { Readable } from "node:stream";
import { expect } from "chai";
import type { PortResponse } from "../../../src/services/lambda/messages";
import { answerRequest, Demand } from "../../../src/services/lambda/port";
import { eventually } from "../../support/poll";

describe("services/lambda/port: an answer in pieces", () => {
  const request = { id: 7, method: "GET", path: "/bucket/key", headers: {}, body: new Uint8Array() };

  /** An answer without end, what of it was sent, and whether its source was closed. */
  function endless() {
    const demand = new Demand();
    const sent: PortResponse[] = [];
    const body = Readable.from(pieces());
    const answered = answerRequest(
      request,
      async () => ({ status: 200, headers: {}, body }),
      (part) => void sent.push(part),
      demand,
    );
    const kinds = () => sent.map(({ kind }) => kind);
    const reached = (count: number) =>
      eventually(`${count} parts`, async () => (sent.length >= count ? kinds() : undefined));
    return { demand, body, answered, kinds, reached };
  }

  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (;;) yield new Uint8Array(1024);
  }

  it("is sent as far as the function reads, and eight pieces ahead", async () => {
    const { demand, answered, kinds, reached } = endless();
    expect(await reached(9)).to.deep.equal(["head", ...Array<string>(8).fill("data")]);
    demand.more();
    await reached(10);
    expect(kinds()).to.have.length(10);
    demand.end();
    await answered;
  });

  it("ends, and closes what it comes from, when the function's environment does", async () => {
    const { demand, body, answered, kinds, reached } = endless();
    await reached(9);
    demand.end();
    await answered;
    expect(kinds().at(-1)).to.equal("failure");
    expect(body.destroyed).to.equal(true);
  });
});
