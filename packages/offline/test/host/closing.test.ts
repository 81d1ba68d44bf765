import { expect } from "chai";
import { Closing } from "../../src/host/closing";

describe("host/closing", () => {
  it("ends what was opened in the reverse order, each when the one before has ended", async () => {
    const ended: string[] = [];
    const closing = new Closing();
    closing.add(() => void ended.push("data"));
    closing.add(async () => {
      await Promise.resolve();
      ended.push("service");
    });
    closing.add(() => void ended.push("door"));
    await closing.close();
    expect(ended).to.deep.equal(["door", "service", "data"]);
  });

  it("ends the others where one fails, and says so at the end", async () => {
    const ended: string[] = [];
    const closing = new Closing();
    closing.add(() => void ended.push("data"));
    closing.add(() => Promise.reject(new Error("the service does not end")));
    const failure: unknown = await closing.close().catch((error: unknown) => error);
    expect(failure).to.be.an("error").with.property("message", "the service does not end");
    expect(ended).to.deep.equal(["data"]);
  });

  it("ends nothing twice", async () => {
    let count = 0;
    const closing = new Closing();
    closing.add(() => void count++);
    await closing.close();
    await closing.close();
    expect(count).to.equal(1);
  });
});
