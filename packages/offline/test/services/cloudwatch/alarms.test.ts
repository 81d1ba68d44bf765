import { expect } from "chai";
import { AwsError } from "../../../src/protocol/service";
import { Desk, errors, listener, mathAlarm, minute, topic } from "../../support/alarm-desk";
import type { graphWith } from "../../support/graph";
import { eventually } from "../../support/poll";

describe("services/cloudwatch: alarms", () => {
  let desk: Desk;

  async function started(...resources: Parameters<typeof graphWith>[0]): Promise<Desk> {
    desk = new Desk(...resources);
    await desk.start();
    return desk;
  }

  afterEach(async () => {
    await desk.close();
    desk.remove();
  });

  it("begin with insufficient data, as AWS's do", async () => {
    await started(errors());
    expect(desk.stateOf("errors")).to.equal("INSUFFICIENT_DATA");
  });

  it("fire when a minute's value crosses the threshold, and return when it does not any more", async () => {
    await started(errors());
    // The first minute is unknown: the host did not run for the whole of it.
    await desk.minutes(2);
    expect(desk.stateOf("errors")).to.equal("OK");
    desk.write("Errors", 5);
    await desk.minutes(1);
    expect(desk.stateOf("errors")).to.equal("ALARM");
    desk.write("Errors", 0);
    await desk.minutes(1);
    expect(desk.stateOf("errors")).to.equal("OK");
  });

  it("look a little further back for data in the place of missing data, as AWS's do", async () => {
    await started(errors());
    desk.write("Errors", 5);
    await desk.minutes(3);
    expect(desk.stateOf("errors")).to.equal("ALARM");
    await desk.minutes(1);
    expect(desk.stateOf("errors")).to.equal("OK");
  });

  it("tell their topics in CloudWatch's words, for programs and for people", async () => {
    await started(errors({ alarmDescription: "Something fails" }));
    desk.write("Errors", 5);
    await desk.minutes(1);
    const [{ arn, event, sender } = { arn: "", event: { body: "{}" }, sender: {} }] = desk.told;
    expect([arn, event.subject, sender]).to.deep.equal([
      topic,
      'ALARM: "errors" in EU (Ireland)',
      { service: "cloudwatch.amazonaws.com", sourceArn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:errors" },
    ]);
    expect(JSON.parse(event.body)).to.deep.include({
      AlarmName: "errors",
      AlarmDescription: "Something fails",
      NewStateValue: "ALARM",
      OldStateValue: "INSUFFICIENT_DATA",
      NewStateReason:
        "Threshold Crossed: 1 out of the last 1 datapoints [5.0 (29/11/26 10:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
    });
    expect(JSON.parse(event.body).Trigger).to.deep.include({ MetricName: "Errors", Statistic: "SUM", Period: 60 });
    expect(event.mail).to.match(/^You are receiving this email because your Amazon CloudWatch Alarm "errors"/);
  });

  it("tell of each change, with the reason, and of whom they told", async () => {
    await started(errors());
    desk.write("Errors", 5);
    await desk.minutes(1);
    const [alarm, delivery, ...others] = desk.happenings;
    expect(alarm).to.deep.include({ kind: "alarm", name: "errors", from: "INSUFFICIENT_DATA", to: "ALARM" });
    expect(alarm)
      .to.have.property("reason")
      .that.matches(/^Threshold Crossed: 1 out of/);
    expect(delivery).to.deep.include({ kind: "delivery", source: "alarm", what: "errors is ALARM", targetArn: topic });
    expect(others).to.be.empty;
  });

  it("tell nobody where their actions are off, or of a state without actions", async () => {
    await started(errors({ actionsEnabled: false }), { ...errors({ name: "other", okActions: [] }), name: "other" });
    await desk.minutes(1);
    desk.write("Errors", 5);
    await desk.minutes(2);
    expect(desk.told.map(({ event }) => event.subject)).to.deep.equal(['ALARM: "other" in EU (Ireland)']);
  });

  it("keep their states, and their histories, over a restart", async () => {
    await started(errors());
    desk.write("Errors", 5);
    await desk.minutes(1);
    await desk.close();
    await desk.start();
    expect(desk.stateOf("errors")).to.equal("ALARM");
    const [alarm] = desk.alarms.all();
    expect(alarm && desk.alarms.historyOf(alarm).map(({ summary }) => summary)).to.deep.equal([
      `Successfully executed action ${topic}`,
      "Alarm updated from INSUFFICIENT_DATA to ALARM",
      'Alarm "errors" created',
    ]);
  });

  it("tell after a crash what a topic had not taken before", async () => {
    await started(errors());
    desk.isHeld = true;
    desk.write("Errors", 5);
    await desk.clock.advance(minute);
    await eventually("the topic to be told", async () => (desk.told.length > 0 ? true : undefined));
    // Nothing is closed, and what the topic was told it never took.
    desk.isHeld = false;
    desk.told.length = 0;
    await desk.start();
    await desk.alarms.settled();
    expect(desk.told.map(({ event }) => event.subject)).to.deep.equal(['ALARM: "errors" in EU (Ireland)']);
  });

  it("end while a topic takes nothing, and tell it at the next start", async () => {
    await started(errors());
    desk.isHeld = true;
    desk.write("Errors", 5);
    await desk.clock.advance(minute);
    await eventually("the topic to be told", async () => (desk.told.length > 0 ? true : undefined));
    await desk.alarms.close();
    desk.isHeld = false;
    desk.told.length = 0;
    await desk.start();
    await desk.alarms.settled();
    expect(desk.told.map(({ event }) => event.subject)).to.deep.equal(['ALARM: "errors" in EU (Ireland)']);
    expect(desk.logs).to.deep.equal([]);
  });

  it("say why a topic could not be told", async () => {
    await started(errors());
    desk.refusal = new AwsError("AuthorizationError", "not authorized");
    desk.write("Errors", 5);
    await desk.minutes(1);
    expect(desk.logs[0]).to.equal(`the alarm errors could not tell ${topic}: not authorized`);
  });

  it("tell a minute later what the host could not, before any state changes again", async () => {
    await started(errors());
    desk.refusal = new Error("no space left on device");
    desk.write("Errors", 5);
    await desk.minutes(1);
    expect(desk.logs[0]).to.equal("alarms could not be evaluated: no space left on device");
    // The errors are over: as long as nobody knows of them, the alarm stays.
    await desk.minutes(3);
    expect(desk.stateOf("errors")).to.equal("ALARM");
    delete desk.refusal;
    await desk.minutes(1);
    expect(desk.told.map(({ event }) => event.subject?.split(":")[0])).to.deep.equal(["ALARM", "OK"]);
  });

  it("say at the start which of their actions come to nothing", async () => {
    const stop = "arn:aws:automate:eu-west-1:ec2:stop";
    await started(errors({ alarmActions: [stop, `${listener}-gone`, listener, topic] }), {
      ...errors({ name: "off", alarmActions: [stop], actionsEnabled: false }),
      name: "off",
    });
    expect(desk.logs).to.deep.equal([
      `the alarm errors cannot tell ${stop}: of an alarm's actions the offline host serves those of topics and functions`,
      `the alarm errors cannot tell ${listener}-gone: there is no such function here`,
    ]);
    desk.write("Errors", 5);
    await desk.minutes(1);
    expect(desk.logs.slice(2).join("\n")).to.contain(`the alarm errors could not tell ${stop}: of an alarm's actions`);
    expect(desk.told.map(({ arn }) => arn)).to.deep.equal([`${listener}-gone`, listener, topic]);
  });

  it("say at the start whom a policy does not let them tell", async () => {
    desk = new Desk(errors());
    desk.objection = new AwsError("AuthorizationError", "its policy does not let it");
    await desk.start();
    expect(desk.logs).to.deep.equal([`the alarm errors cannot tell ${topic}: its policy does not let it`]);
  });

  it("invoke functions with an event of their own, in the name that AWS invokes them in", async () => {
    await started(errors({ alarmActions: [listener], okActions: [], alarmDescription: "Something fails" }));
    desk.write("Errors", 5);
    await desk.minutes(1);
    const [{ arn, event, sender } = { arn: "", event: { body: "{}" }, sender: {} }] = desk.told;
    const alarmArn = "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:errors";
    expect([arn, sender]).to.deep.equal([
      listener,
      { service: "lambda.alarms.cloudwatch.amazonaws.com", sourceArn: alarmArn },
    ]);
    const { alarmData, ...about } = JSON.parse(event.body);
    expect(about).to.deep.equal({
      ...{ source: "aws.cloudwatch", alarmArn, accountId: "000000000000", region: "eu-west-1" },
      time: "2026-11-29T10:01:00.500+0000",
    });
    expect(alarmData.state).to.include({ value: "ALARM", timestamp: "2026-11-29T10:01:00.500+0000" });
    expect(alarmData.state.reason).to.match(/^Threshold Crossed: 1 out of/);
    expect(alarmData.previousState).to.deep.equal({
      value: "INSUFFICIENT_DATA",
      reason: "Unchecked: Initial alarm creation",
      timestamp: "2026-11-29T10:00:01.000+0000",
    });
    expect(alarmData.configuration).to.deep.equal({
      description: "Something fails",
      metrics: [
        {
          id: "m1",
          metricStat: { metric: { namespace: "Test", name: "Errors", dimensions: {} }, period: 60, stat: "Sum" },
          returnData: true,
        },
      ],
    });
  });

  describe("that take silence for a failure", () => {
    const silent = () => errors({ treatMissingData: "breaching", evaluationPeriods: 2 });

    it("fire when their metric has been silent for all their periods", async () => {
      await started(silent());
      await desk.minutes(2);
      expect(desk.stateOf("errors")).to.equal("INSUFFICIENT_DATA");
      await desk.minutes(1);
      expect(desk.stateOf("errors")).to.equal("ALARM");
    });

    it("do not fire for the time that the host did not run", async () => {
      await started(silent());
      desk.write("Errors", 0);
      await desk.minutes(1);
      desk.write("Errors", 0);
      await desk.minutes(1);
      await desk.close();
      await desk.clock.advance(3_600_000);
      await desk.start();
      await desk.minutes(1);
      expect(desk.stateOf("errors")).to.equal("OK");
    });

    it("do not fire for the time that the machine slept", async () => {
      await started(silent());
      desk.write("Errors", 0);
      await desk.minutes(1);
      desk.write("Errors", 0);
      desk.clock.sleep(3_600_000);
      await desk.minutes(1);
      expect(desk.stateOf("errors")).to.equal("OK");
    });
  });

  describe("on metric math", () => {
    it("look at the samples of what is computed with, however far away", async () => {
      const query = (id: string, more: object) => ({ id, ...more });
      const metric = { namespace: "Test", metricName: "Errors", stat: "p95", period: 60 };
      await started(
        errors({
          ...{ namespace: undefined, metricName: undefined, statistic: undefined, period: undefined },
          evaluateLowSampleCountPercentiles: "ignore",
          metricQueries: [
            query("slow", { metric }),
            query("doubled", { expression: "slow * 2" }),
            query("all", { expression: "doubled + 1", returnData: true }),
          ],
        }),
      );
      desk.write("Errors", 5, 199);
      await desk.minutes(1);
      expect(desk.stateOf("errors")).to.equal("INSUFFICIENT_DATA");
      desk.write("Errors", 5, 200);
      await desk.minutes(1);
      expect(desk.stateOf("errors")).to.equal("ALARM");
    });

    it("fire by what their expression gives, from its minimum on", async () => {
      await started(mathAlarm("IF(requests >= 20, 100 * errors / requests, 0)"));
      desk.write("Errors", 10);
      desk.write("Requests", 19);
      await desk.minutes(1);
      expect(desk.stateOf("errors")).to.equal("OK");
      desk.write("Errors", 10);
      desk.write("Requests", 100);
      await desk.minutes(1);
      expect(desk.stateOf("errors")).to.equal("ALARM");
    });
  });

  it("on a percentile stay as they are while samples are too few, where that is declared", async () => {
    const percentile = { statistic: undefined, extendedStatistic: "p95", evaluateLowSampleCountPercentiles: "ignore" };
    await started(errors(percentile));
    desk.write("Errors", 5, 199);
    await desk.minutes(1);
    expect(desk.stateOf("errors")).to.equal("INSUFFICIENT_DATA");
    desk.write("Errors", 5, 200);
    await desk.minutes(1);
    expect(desk.stateOf("errors")).to.equal("ALARM");
  });
});
