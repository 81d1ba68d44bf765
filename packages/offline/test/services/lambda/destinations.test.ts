import { expect } from "chai";
import { Metrics } from "../../../src/protocol/metrics";
import type { TargetEvent } from "../../../src/protocol/targets";
import { Destinations } from "../../../src/services/lambda/destinations";
import { functionMetrics } from "../../../src/services/lambda/metrics";
import { defaults, forbidden, functionArn, Starts, worker } from "../../support/asynchronous";

describe("services/lambda/destinations", () => {
  let host: Starts;
  beforeEach(() => (host = new Starts()));
  afterEach(() => host.remove());

  describe("a dead-letter queue", () => {
    const lambda = worker({ deadLetterTarget: "arn:aws:sqs:::letters" });

    it("gets an event that is given up, with the invocation's id and its error, as the function's role", async () => {
      const one = host.start(["failed", "failed", "failed"], lambda);
      await one.accept();
      await one.exhaust(3);
      const attributes = { RequestID: "id-1", ErrorCode: 200, ErrorMessage: "it broke" };
      expect(one.letters).to.deep.equal([
        { role: "role", arn: "arn:aws:sqs:::letters", letter: { body: '{"a":1}', attributes } },
      ]);
      expect(one.logs.join()).to.match(/^worker failed 3 times for an event, which is in arn:aws:sqs:::letters now\n/);
    });

    it("is told of want of capacity by its status", async () => {
      const one = host.start(["failed", "failed", "full"], lambda);
      await one.accept();
      await one.exhaust(3);
      expect(one.letters[0]?.letter.attributes).to.include({ ErrorCode: 429, ErrorMessage: "no room" });
    });

    it("is told of a failure before the kill, if that was the last attempt", async () => {
      const one = host.start(["failed"], worker({ deadLetterTarget: forbidden }));
      await one.accept();
      await host.clock.waited();
      await host.stop();
      const again = host.start(
        [],
        worker({ ...lambda, eventInvokeConfigs: { $LATEST: { ...defaults, maximumRetryAttempts: 0 } } }),
      );
      await again.resume();
      await again.settled();
      expect(again.payloads).to.deep.equal([]);
      expect(again.letters[0]?.letter.attributes).to.include({ ErrorMessage: "it broke" });
    });

    it("that may not be sent to loses the event, loudly", async () => {
      const one = host.start(["failed", "failed", "failed"], worker({ deadLetterTarget: forbidden }));
      await one.accept();
      await one.exhaust(3);
      expect(one.logs.join()).to.match(
        /^LOST: worker failed 3 times.*\narn:aws:sqs:::forbidden does not take it: not allowed\n/,
      );
    });
  });

  describe("destinations", () => {
    const eventInvokeConfig = { ...defaults, onSuccess: "arn:aws:sqs:::good", onFailure: "arn:aws:sqs:::bad" };
    const latest = `${functionArn}:$LATEST`;

    it("get an event that is nested deeper than could be written again as it is", async () => {
      const payload = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
      const bodies: string[] = [];
      const targets = {
        deliver: async (_arn: string, { body }: TargetEvent) => {
          bodies.push(body);
          return { problem: Promise.resolve(undefined) };
        },
      };
      const { clock } = host;
      const metricsOf = functionMetrics(new Metrics(clock));
      const destinations = new Destinations({ targets, clock, metricsOf, log: (text) => expect.fail(text) });
      const event = { requestId: "id-1", functionName: "worker", payload, accepted: 0, attempts: 0 };
      await destinations.succeeded(
        worker({ eventInvokeConfigs: { $LATEST: eventInvokeConfig } }),
        event,
        '{"done":true}',
      );
      expect(bodies[0]).to.contain(`"requestPayload":${payload},"responseContext":{"statusCode":200`);
    });

    it("get a document of what the function answered", async () => {
      const one = host.start(["failed", "well"], worker({ eventInvokeConfigs: { $LATEST: eventInvokeConfig } }));
      const begun = host.clock.now();
      await one.accept();
      await one.exhaust(2);
      const [{ role, arn, letter } = {}] = one.letters;
      expect([role, arn, letter?.attributes]).to.deep.equal(["role", "arn:aws:sqs:::good", {}]);
      expect(JSON.parse(letter?.body ?? "")).to.deep.equal({
        version: "1.0",
        timestamp: new Date(begun + 60_000).toISOString(),
        requestContext: { requestId: "id-1", functionArn: latest, condition: "Success", approximateInvokeCount: 2 },
        requestPayload: { a: 1 },
        responseContext: { statusCode: 200, executedVersion: "$LATEST" },
        responsePayload: { done: true },
      });
    });

    it("get a document of what it failed with, beside the dead-letter queue", async () => {
      const one = host.start(
        ["failed", "failed", "failed"],
        worker({ eventInvokeConfigs: { $LATEST: eventInvokeConfig }, deadLetterTarget: "arn:aws:sqs:::letters" }),
      );
      await one.accept();
      await one.exhaust(3);
      expect(one.letters.map(({ arn }) => arn)).to.deep.equal(["arn:aws:sqs:::letters", "arn:aws:sqs:::bad"]);
      expect(JSON.parse(one.letters[1]?.letter.body ?? "")).to.deep.include({
        requestContext: {
          requestId: "id-1",
          functionArn: latest,
          condition: "RetriesExhausted",
          approximateInvokeCount: 3,
        },
        requestPayload: { a: 1 },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        responsePayload: { errorType: "Error", errorMessage: "it broke" },
      });
    });

    it("are those of the alias that is invoked, and are told its ARN", async () => {
      const one = host.start(["well"], worker({ eventInvokeConfigs: { live: eventInvokeConfig } }));
      await one.accept("live");
      await one.settled();
      expect(one.letters.map(({ arn }) => arn)).to.deep.equal(["arn:aws:sqs:::good"]);
      expect(one.letters[0]?.letter.body).to.contain(`"functionArn":"${functionArn}:live"`);
    });

    it("are told when an event has become too old", async () => {
      const one = host.start(
        ["failed"],
        worker({ eventInvokeConfigs: { $LATEST: { ...eventInvokeConfig, maximumEventAgeInSeconds: 60 } } }),
      );
      await one.accept();
      await one.settled();
      expect(JSON.parse(one.letters[0]?.letter.body ?? "").requestContext).to.include({
        condition: "EventAgeExceeded",
        approximateInvokeCount: 1,
      });
    });

    it("that may not be sent to lose the outcome, loudly", async () => {
      const one = host.start(
        ["well"],
        worker({ eventInvokeConfigs: { $LATEST: { ...defaults, onSuccess: forbidden } } }),
      );
      await one.accept();
      await one.settled();
      expect(one.logs.join()).to.match(/^LOST: worker took an event, and arn:aws:sqs:::forbidden does not take it/);
    });
  });
});
