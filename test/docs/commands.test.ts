import { spawnSync } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import { banner } from "../../packages/offline/src/host/banner";
import type { Host } from "../../packages/offline/src/host/host";
import { isRecord } from "../../packages/offline/src/is-record";
import { testHost } from "../../packages/offline/test/support/host";
import { elsewhere } from "./elsewhere";
import { blocksOf, generated, linesOf, pages, type Step, stepsOf } from "./page";
import { expectPrinted } from "./printed";
import { Terminal } from "./terminal";

/** What the generated page takes for granted. */
const given = `
URL=$(npm run --silent output -- apiUrl)
KEY=$(npm run --silent output -- apiKey)`;

const isAwsThere = spawnSync("aws", ["--version"]).status === 0;
const needsAws = ({ commands: { text } }: Step): boolean => /(^|[\s(|;])aws\s/m.test(text);

/** What a block is known by: its first request, or its last command. */
function titleOf({ commands }: Step): string {
  const lines = linesOf(commands);
  return `under “${commands.heading}”: ${lines.find((line) => /^(curl|aws|npm) /.test(line)) ?? lines.at(-1)}`;
}

/** Statuses of a host's answers to curl, by request: of one that was sent again, the last. */
class Answers {
  private readonly statuses = new Map<string, number>();

  constructor(private readonly host: Host) {
    subscribe("http.server.response.finish", this.note);
  }

  private readonly note = (message: unknown): void => {
    if (!isRecord(message)) return;
    const { request, response } = message;
    if (!(request instanceof IncomingMessage) || !(response instanceof ServerResponse)) return;
    const { headers, method, socket, url } = request;
    if (!headers["user-agent"]?.startsWith("curl/") || !this.host.url.endsWith(`:${socket.localPort}`)) return;
    this.statuses.set(`${method} ${url}`, response.statusCode);
  };

  /** Those that are errors, since the last time. */
  takeErrors(): [request: string, status: number][] {
    const errors = [...this.statuses].filter(([, status]) => status >= 400);
    this.statuses.clear();
    return errors;
  }

  close(): void {
    unsubscribe("http.server.response.finish", this.note);
  }
}

for (const page of pages) {
  const steps = stepsOf(page).filter(({ commands }) => !commands.isElsewhere);
  if (steps.length === 0) continue;

  describe(`the commands of ${page}`, () => {
    let host: Host;
    let answers: Answers;
    let terminal: Terminal;

    before(async () => {
      terminal = new Terminal();
      // Where `npm start` would keep it: what asks the host finds it there.
      const data = join(terminal.folder, ".offline");
      host = await testHost({ config: { "atelier:environment": "offline" }, data });
      answers = new Answers(host);
      if (page === generated) await terminal.run(here(given));
    });

    after(async () => {
      answers.close();
      await host.close();
      await terminal.close();
    });

    /** As they are pasted, but to the host of this test. */
    const here = (text: string): string =>
      text
        .replaceAll("http://localhost:4566", host.url)
        .replaceAll("http://localhost:4567", host.sites[0]?.url ?? "")
        .replace(/^npm run (?=sample|fire)/gm, "npm run --silent ");

    for (const step of steps) {
      const { commands, printed } = step;
      if (needsAws(step) && !isAwsThere) {
        it(`${titleOf(step)} (needs the AWS CLI)`);
        continue;
      }
      it(titleOf(step), async function () {
        // What an earlier block has not set, this one cannot use.
        if (terminal.hasEnded) return this.skip();
        const { code, stdout, stderr } = await terminal.run(here(commands.text));
        expect(code, `${stdout}${stderr}`).to.equal(0);
        if (printed) expectPrinted({ ...printed, text: here(printed.text) }, stdout);
        for (const [request, status] of answers.takeErrors()) {
          // Its ids are examples: nobody has made what they name.
          if (page === generated && status === 404) continue;
          const message = `${request} answered ${status}, and the page does not say so`;
          expect(printed?.text ?? "", message).to.contain(String(status));
        }
      });
    }

    for (const { printed } of stepsOf(page).filter(({ commands }) => linesOf(commands).at(-1) === "npm start")) {
      if (printed)
        it("show the host's start as it is", () =>
          expectPrinted(
            { ...printed, text: here(printed.text) },
            banner(host, { seconds: 3.5, isVerbose: false, showsSecrets: true }),
          ));
    }
  });
}

describe("the blocks on the pages", () => {
  it("are of languages that something is done about", () => {
    for (const page of pages)
      for (const { language } of blocksOf(page)) expect(["sh", "json", "text", "ts", ""], page).to.include(language);
  });
});

describe("the commands of other homes", () => {
  const steps = pages
    .flatMap((page) => stepsOf(page).map((step) => ({ page, ...step })))
    .filter(({ commands }) => commands.isElsewhere);
  const lines = steps.flatMap(({ page, commands }) => linesOf(commands).map((line) => ({ page, line })));

  it("are such as cannot run here", () => {
    for (const { page, line } of lines)
      expect(
        elsewhere.some(([, command]) => command.test(line)),
        `${page}: ${line}`,
      ).to.equal(true);
  });

  it("are all that is excused", () => {
    for (const [needs, command] of elsewhere)
      expect(
        lines.some(({ line }) => command.test(line)),
        `${needs}: ${command.source}`,
      ).to.equal(true);
  });

  it("print nothing that is held against nothing", () => {
    for (const { page, commands, printed } of steps)
      if (printed && !printed.isElsewhere) expect(linesOf(commands).at(-1), page).to.equal("npm start");
  });
});
