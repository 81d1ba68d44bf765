import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { imageOf } from "../support/images";

/** What stays of the environment of whoever runs the tests: nothing that would send commands elsewhere. */
const own = /^(PATH|HOME|USER|SHELL|TERM|TMPDIR|PYENV_\w+|NVM_\w+)$/;
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => own.test(name))),
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_PAGER: "",
  LC_ALL: "C.UTF-8",
  NODE_NO_WARNINGS: "1",
  NO_PROXY: "*",
};

/** Ends what a block prints; no command prints it. */
const mark = "\0";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * A terminal: one bash in a folder that looks like the project's, whose commands see what earlier ones have set. It ends
 * with the first command that fails.
 */
export class Terminal {
  /** Where its commands run. */
  readonly folder = mkdtempSync(join(tmpdir(), "docs-"));
  private readonly bash: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly exited: Promise<number>;
  private code: number | undefined;

  constructor() {
    for (const name of readdirSync(".")) if (!name.startsWith(".")) symlinkSync(resolve(name), join(this.folder, name));
    writeFileSync(join(this.folder, "picture.png"), imageOf("image/png"));
    this.bash = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail"], {
      cwd: this.folder,
      env: environment,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.exited = new Promise((done) => this.bash.on("exit", (code) => done((this.code = code ?? 1))));
    // A terminal that has ended takes no commands.
    this.bash.stdin.on("error", () => undefined);
  }

  get hasEnded(): boolean {
    return this.code !== undefined;
  }

  /** Pastes commands, and waits until they are done. */
  async run(commands: string): Promise<Ended> {
    const file = join(this.folder, ".pasted");
    writeFileSync(file, `${commands}\n`);
    const printed = Promise.all([this.bash.stdout, this.bash.stderr].map(untilMark));
    this.bash.stdin.write(`source ${file} < /dev/null; printf '\\0'; printf '\\0' >&2\n`);
    const [stdout, stderr] = await printed;
    const code = stdout?.isMarked ? 0 : await this.exited;
    return { code, stdout: stdout?.text ?? "", stderr: stderr?.text ?? "" };
  }

  async close(): Promise<void> {
    this.bash.stdin.end();
    await this.exited;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a stream says until the mark, or until its end. */
const untilMark = (stream: Readable): Promise<{ text: string; isMarked: boolean }> =>
  new Promise((done) => {
    let text = "";
    const end = () => {
      stream.off("data", take).off("end", end);
      done({ text: text.replace(mark, ""), isMarked: text.includes(mark) });
    };
    const take = (chunk: string) => {
      text += chunk;
      if (text.includes(mark)) end();
    };
    if (stream.readableEnded) return end();
    stream.setEncoding("utf8").on("data", take).on("end", end);
  });
