import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openBrowser } from "../../src/host/open-browser";

describe("host/open-browser", () => {
  const address = "http://localhost:4566/_offline/?token=a%26b";
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "browser-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Opens the address with a script in the browser's place; resolves to what is reported. */
  const open = (BROWSER: string): Promise<string> =>
    new Promise((report) => openBrowser(address, { environment: { BROWSER }, platform: "linux", report }));

  function script(text: string): string {
    const path = join(folder, "browser");
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return path;
  }

  it("hands the address to the browser that BROWSER names, as it is, and says so where that fails", async () => {
    const told = await open(script(`printf %s "$1" > ${join(folder, "address")}; exit 3`));
    expect(told).to.match(/^no browser could be opened: .*\/browser ends with status 3; the address is printed above$/);
    expect(readFileSync(join(folder, "address"), "utf8")).to.equal(address);
  });

  it("says so where there is none", async () => {
    expect(await open(join(folder, "none"))).to.match(/^no browser could be opened: .*ENOENT/);
  });
});
