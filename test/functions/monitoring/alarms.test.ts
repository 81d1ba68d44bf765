import { expect } from "chai";
import type { Host } from "../../../packages/offline/src/host/host";
import { membersOf } from "../../../packages/offline/src/is-record";
import { Faults } from "../../../packages/offline/src/services/dynamodb/faults";
import { TestClock } from "../../../packages/offline/test/support/clock";
import { output, ownPage, testHost } from "../../../packages/offline/test/support/host";
import { rawRequest } from "../../../packages/offline/test/support/http";
import { eventually } from "../../../packages/offline/test/support/poll";
import { watchedOffline } from "../../support/monitoring";

const minute = 60_000;

describe("the alarms, where a host embeds them", () => {
  const clock = new TestClock(new Date().toISOString());
  const faults = new Faults();
  let host: Host & { logs: string[] };

  before(async () => {
    // The canary's questions are requests as well.
    host = await testHost({ config: { ...watchedOffline, canaryMinutes: "0" }, clock, faults });
  });

  after(() => host.close());

  /** Asks for comments as often as it takes to make a rate; returns the statuses. */
  async function ask(): Promise<number[]> {
    const headers = { "x-api-key": output(host, "apiKey") };
    const path = "/commentaires?sectionId=accueil";
    const one = () => rawRequest(output(host, "apiUrl"), "GET", path, headers);
    const answers = await Promise.all(Array.from({ length: 3 }, one));
    return [...new Set(answers.map(({ status }) => status))];
  }

  /** Lets a minute pass; returns the mails that have come with this subject, the newest first. */
  async function mailsAbout(subject: RegExp): Promise<string[]> {
    await clock.advance(minute);
    const mails: unknown[] = JSON.parse((await ownPage(host, "mail")).body);
    const found = mails.map(membersOf).filter((mail) => subject.test(String(mail.subject)));
    return found.map((mail) => String(mail.text));
  }

  /** Lets minutes pass until such a mail has come. */
  const mailAbout = (subject: RegExp): Promise<string> =>
    eventually(`a mail about ${subject.source}`, async () => (await mailsAbout(subject))[0]);

  it("write to the address that is configured when requests fail, and when they do not any more", async () => {
    const mend = faults.plan({
      ...{ operation: "Query", table: "CommentairesAlternance", error: "ProvisionedThroughputExceededException" },
    });
    expect(await ask()).to.deep.equal([503]);
    expect(await mailAbout(/^ALARM: "monitoring-errors-/)).to.match(
      /because "Threshold Crossed: 1 out of the last 1 datapoints \[100\.0 .* was greater than the threshold \(5\.0\)/,
    );
    // What a handler writes into its log is a metric, and has an alarm too.
    expect(await mailAbout(/^ALARM: "monitoring-table-throttles-/)).to.contain("as a table is out of capacity");
    expect(
      host.logs.some((text) => /^alarm monitoring-errors-\w+: \w+ → ALARM {2}Threshold Crossed/.test(text)),
    ).to.equal(true);
    mend();
    expect(await ask()).to.deep.equal([200]);
    await eventually("the end of the alarm", async () =>
      (await mailsAbout(/^OK: "monitoring-errors-/)).find((text) => text.includes("ALARM -> OK")),
    );
  });

  it("are over then, also where nobody asks any more", async () => {
    for (let minutes = 0; minutes < 20; minutes++) {
      for (const alarm of ["errors", "table-throttles"])
        expect(await mailsAbout(new RegExp(`^ALARM: "monitoring-${alarm}-`)), alarm).to.have.length(1);
    }
  });
});
