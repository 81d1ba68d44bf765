import { expect } from "chai";
import type { Properties } from "../../../src/graph/graph";
import { compositeAlarm, Desk, errors, topic } from "../../support/alarm-desk";
import type { graphWith } from "../../support/graph";

describe("services/cloudwatch: alarms that are made of others", () => {
  let desk: Desk;

  async function started(...resources: Parameters<typeof graphWith>[0]): Promise<void> {
    desk = new Desk(...resources);
    await desk.start();
  }

  afterEach(async () => {
    await desk.close();
    desk.remove();
  });

  const both = (alarmRule: string): { type: string; name: string; inputs: Properties } => ({
    type: compositeAlarm,
    name: "both",
    inputs: { alarmName: "both", alarmRule, alarmActions: [topic] },
  });
  const quiet = errors({ alarmActions: [], okActions: [] });

  it("follow their rule", async () => {
    await started(both("ALARM(errors)"), quiet);
    await desk.minutes(1);
    expect(desk.stateOf("both")).to.equal("OK");
    desk.write("Errors", 5);
    await desk.minutes(1);
    expect(desk.stateOf("both")).to.equal("ALARM");
    const [told] = desk.told;
    expect(JSON.parse(told?.event.body ?? "{}").NewStateReason).to.match(
      /alarm:errors transitioned to ALARM at Sunday 29 November, 2026 10:02:00 UTC$/,
    );
  });

  const composite = (alarmName: string, alarmRule: string) => ({
    type: compositeAlarm,
    name: alarmName,
    inputs: { alarmName, alarmRule, alarmActions: [topic], okActions: [topic] },
  });
  const subjects = () => desk.told.map(({ event }) => event.subject?.replace(/ in .*/, ""));

  it("are evaluated after those that they name, and so tell of nothing that is over at once", async () => {
    await started(composite("page", "ALARM(errors) AND NOT ALARM(known)"), composite("known", "ALARM(errors)"), quiet);
    await desk.minutes(2);
    desk.told.length = 0;
    desk.write("Errors", 5);
    await desk.minutes(1);
    expect(subjects()).to.deep.equal(['ALARM: "known"']);
  });

  it("stay as they are where they depend on themselves, as on AWS, which is said", async () => {
    await started(
      composite("one", "NOT ALARM(other)"),
      composite("other", "ALARM(one)"),
      composite("beyond", "ALARM(one) OR ALARM(errors)"),
      quiet,
    );
    desk.write("Errors", 5);
    await desk.minutes(2);
    expect(desk.logs[0]).to.equal(
      "the composite alarms one, other depend on themselves: as on AWS they are not evaluated",
    );
    expect(["one", "other", "beyond"].map((name) => desk.stateOf(name))).to.deep.equal([
      ...["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "ALARM"],
    ]);
  });

  it("follow a state that is set by hand at once", async () => {
    await started(both("ALARM(errors)"), quiet);
    const alarm = desk.alarms.find("errors");
    if (alarm) await desk.alarms.set(alarm, { value: "ALARM", reason: "a drill" });
    expect(desk.stateOf("both")).to.equal("ALARM");
    await desk.minutes(2);
    expect(desk.stateOf("errors")).to.equal("OK");
  });
});
