import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { object, text } from "../../packages/offline/src/graph/graph";
import { graphOf, only } from "../../packages/offline/test/support/graph";

/** Invokes a handler with an event that it cannot take, as a Lambda's runtime would. */
const runtime = 'require("./index.js").handler({}, {}).catch((error) => console.error(error.stack))';

describe("infra/stacks", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "task-root-")));

  after(() => rmSync(folder, { recursive: true }));

  it("name the files of functions/ wherever an archive is unpacked, by the function's own options alone", async () => {
    const { files, inputs } = only(await graphOf("localstack"), "aws:lambda/function:Function", "events-get");
    for (const [name, content] of Object.entries(files.code ?? {})) writeFileSync(join(folder, name), content);
    const variables = object(object(inputs, "environment"), "variables");
    const env = { ...process.env, NODE_OPTIONS: text(variables, "NODE_OPTIONS") };
    const { stderr } = await promisify(execFile)(process.execPath, ["-e", runtime], { cwd: folder, env });
    expect(stderr).to.contain("TypeError");
    expect(stderr).to.match(new RegExp(`^\\s+at .*${join(folder, "functions/kit/http.ts")}:\\d+:\\d+`, "m"));
  });
});
