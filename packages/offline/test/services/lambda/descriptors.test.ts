import { closeSync, fstatSync, openSync } from "node:fs";
import { expect } from "chai";
import { type Functions, functionsOf } from "../../support/pool";

/** Runs the text in its event as the body of an asynchronous function. */
const runs = `({ code }) => {
  const [fs, net] = [require("node:fs"), require("node:net")];
  return eval("(async () => {" + code + "})()");
}`;

describe("services/lambda: descriptors", () => {
  let functions: Functions;

  before(
    () => (functions = functionsOf({ runs, neighbour: "async () => require('node:fs').readdirSync('/').length > 0" })),
  );

  after(() => functions.close());

  const run = async (code: string): Promise<unknown> => JSON.parse((await functions.invoke("runs", { code })).payload);

  const foreign: Record<string, (file: number) => string> = {
    closeSync: (file) => `try { fs.closeSync(${file}); return "closed"; } catch ({ code }) { return code; }`,
    close: (file) => `return new Promise((done) => fs.close(${file}, (error) => done(error ? error.code : "closed")))`,
  };
  for (const [how, codeFor] of Object.entries(foreign)) {
    it(`of the host are closed to a function: ${how}`, async () => {
      const file = openSync(__filename, "r");
      try {
        expect(await run(codeFor(file))).to.equal("EBADF");
        expect(fstatSync(file).isFile()).to.equal(true);
      } finally {
        closeSync(file);
      }
    });
  }

  it("are closed once", async () => {
    const code =
      'const one = fs.openSync("/", "r"); fs.closeSync(one); try { fs.closeSync(one); } catch ({ code }) { return code; }';
    expect(await run(code)).to.equal("EBADF");
  });

  it("of its own are its own, however they were opened", async () => {
    const code = `
      const size = (text) => text.length > 0;
      const read = (from) => new Promise((done, fail) => {
        let text = "";
        from.on("data", (chunk) => (text += chunk)).on("close", () => done(text)).on("error", fail);
      });
      const file = process.env.LAMBDA_TASK_ROOT + "/index.js";
      const one = await new Promise((done) => fs.open(file, "r", (_, opened) => done(opened)));
      await new Promise((done, fail) => fs.close(one, (error) => (error ? fail(error) : done())));
      const handle = await fs.promises.open(file);
      await handle.close();
      return size(await read(fs.createReadStream(file))) && size(fs.readFileSync(file)) && size(await fs.promises.readFile(file));`;
    expect(await run(code)).to.equal(true);
  });

  const leaks: Record<string, string> = {
    "by openSync": 'for (let n = 0; n < 2000; n++) fs.openSync("/", "r");',
    "by open": `for (let n = 0; n < 2000; n++)
      await new Promise((done, fail) => fs.open("/", "r", (error) => (error ? fail(error) : done())));`,
    "as handles": 'for (let n = 0; n < 2000; n++) (globalThis.kept ??= []).push(await fs.promises.open("/", "r"));',
    "as sockets": `let failed = 0;
      for (let n = 0; n < 1030; n++) net.connect(1, "127.0.0.1").on("error", ({ code }) => code === "EMFILE" && failed++);
      await new Promise((done) => setTimeout(done, 50));
      throw failed === 6 && Object.assign(new Error("EMFILE: too many"));`,
  };
  for (const [how, code] of Object.entries(leaks)) {
    it(`that are leaked ${how} end at 1,024, and are missing to nobody else`, async () => {
      const answer = await functions.invoke("runs", { code });
      expect(JSON.parse(answer.payload).errorMessage).to.match(/^EMFILE: too many/);
      expect((await functions.invoke("neighbour")).payload).to.equal("true");
      await functions.invoke("runs", { code: "process.exit()" });
    });
  }
});
