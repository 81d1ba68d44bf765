import { expect } from "chai";
import { UserError } from "../../../src/errors";
import { eventInvokeConfigOf, eventInvokeConfigsOf } from "../../../src/services/lambda/event-invoke-config";
import type { Properties } from "../../../src/graph/graph";
import { defaults } from "../../support/asynchronous";
import { graphWith } from "../../support/graph";

const type = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

describe("services/lambda/event-invoke-config", () => {
  const config = (inputs: Properties, qualifier?: string) => {
    const { onSuccess, onFailure, ...rest } = eventInvokeConfigOf(
      eventInvokeConfigsOf(graphWith([{ type, inputs }]), "worker"),
      qualifier,
    );
    return { ...rest, ...(onSuccess && { onSuccess }), ...(onFailure && { onFailure }) };
  };

  it("takes a function's limits and destinations, named by name or ARN", () => {
    const declared = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 };
    const destinationConfig = { onSuccess: { destination: "good" }, onFailure: { destination: "bad" } };
    for (const functionName of ["worker", "arn:aws:lambda:eu-west-1:000000000000:function:worker"]) {
      const inputs = { functionName, qualifier: "$LATEST", destinationConfig, ...declared };
      expect(config(inputs)).to.deep.equal({ ...declared, onSuccess: "good", onFailure: "bad" });
    }
  });

  it("leaves what Lambda does by itself where nothing is declared, or for another function or alias", () => {
    expect(config({ functionName: "worker" })).to.deep.equal(defaults);
    expect(config({ functionName: "other", maximumRetryAttempts: 0 })).to.deep.equal(defaults);
    expect(config({ functionName: "worker", qualifier: "live", maximumRetryAttempts: 0 })).to.deep.equal(defaults);
  });

  it("is an alias's own, which has nothing of the function's", () => {
    const ofAlias = config({ functionName: "worker", qualifier: "live", maximumRetryAttempts: 0 }, "live");
    expect(ofAlias).to.deep.equal({ ...defaults, maximumRetryAttempts: 0 });
    expect(config({ functionName: "worker", maximumRetryAttempts: 0 }, "live")).to.deep.equal(defaults);
  });

  it("refuses limits that Lambda would, and names the function", () => {
    for (const [key, value] of [
      ["maximumRetryAttempts", 3],
      ["maximumEventAgeInSeconds", 59],
    ] as const) {
      const refusal = () => config({ functionName: "worker", [key]: value });
      expect(refusal).to.throw(UserError, new RegExp(`AWS would refuse ${key} ${value} of function worker`));
    }
  });
});
