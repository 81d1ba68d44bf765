import { expect } from "chai";
import { graphOf, policiesOf } from "../support/graph";

describe("infra/health", () => {
  it("grants health-get nothing but its own logs", async () => {
    const policy = policiesOf(await graphOf("localstack")).find(({ name }) => name === "health-get");
    expect(policy?.statements.flatMap(({ Action }) => Action)).to.deep.equal([
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]);
  });
});
