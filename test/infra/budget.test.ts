import { expect } from "chai";
import { ofType } from "../../packages/offline/src/graph/graph";
import { graphOf, only } from "../../packages/offline/test/support/graph";
import { watched } from "../support/graphs";

const type = "aws:budgets/budget:Budget";

describe("infra/budget", () => {
  it("tells a person at 80 % and at 100 % of what is spent, and at 100 % of the forecast", async () => {
    const notification = (notificationType: string, threshold: number) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: ["you@example.org"],
    });
    expect(only(await watched(), type).inputs).to.deep.equal({
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: "20",
      limitUnit: "USD",
      notifications: [notification("ACTUAL", 80), notification("ACTUAL", 100), notification("FORECASTED", 100)],
    });
  });

  it("is not there where nobody is to be told", async () => {
    for (const stack of ["localstack", "prod"]) expect(ofType(await graphOf(stack), type), stack).to.be.empty;
  });
});
