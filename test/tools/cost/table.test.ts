import { expect } from "chai";
import { differenceBetween } from "../../../tools/cost/difference";
import { amount, change, money, unitPrice } from "../../../tools/cost/money";
import { differenceTable, tableOf } from "../../../tools/cost/table";
import { estimateOf } from "./graphs";

const table = (units: number) => ({
  type: "aws:dynamodb/table:Table",
  inputs: { readCapacity: units, writeCapacity: units },
});

describe("tools/cost/table: what a person reads", () => {
  it("prints money with two decimals, and less than a cent as such", () => {
    expect([0, 0.004, 0.01, 3.5, 1234.567].map(money)).to.deep.equal(["0.00", "< 0.01", "0.01", "3.50", "1,234.57"]);
    expect([-0.004, -2, 0.5, 0, 0.004].map(change)).to.deep.equal(["> -0.01", "-2.00", "+0.50", "0.00", "< 0.01"]);
  });

  it("prints units with their price, in the singular or plural that they need", () => {
    expect([amount(1, "dashboard"), amount(16_060, "RCU-hour"), amount(0.305, "GB")]).to.deep.equal([
      ...["1 dashboard", "16,060 RCU-hours", "0.305 GB"],
    ]);
    expect(unitPrice(3.5, 1_000_000, "request")).to.equal("3.50 / 1,000,000 requests");
    expect(unitPrice(0.0000133334, 1, "GB-second")).to.equal("0.0000133334 / GB-second");
  });

  it("has a row for each line, the sums below, and what it leaves out", () => {
    const rds = { type: "aws:rds/instance:Instance", inputs: {} };
    expect(tableOf(estimateOf([table(26), rds]))).to.deep.equal([
      "Stack dev in us-east-1, US dollars a month, without taxes",
      "",
      "Service   What                       Units          Unit price   Cost  Always free  To pay  First year",
      "DynamoDB  read capacity   18,980 RCU-hours  0.00013 / RCU-hour   2.47         2.37    0.09        0.00",
      "          write capacity  18,980 WCU-hours  0.00065 / WCU-hour  12.34        11.86    0.47        0.00",
      "Total                                                           14.80        14.24    0.57        0.00",
      "",
      "First year: what of To pay is free in the first twelve months of accounts made before 15 July 2025. Newer ones have",
      "credits instead.",
      "",
      "Not priced, and not in the sums:",
      "  aws:rds/instance:Instance (1)",
    ]);
  });

  it("marks prices of another region", () => {
    const lines = tableOf(estimateOf([table(1)], { tableGigabytes: 30 }, "eu-west-3"));
    expect(lines.find((line) => line.includes("storage"))).to.match(/0\.25 \/ GB \*/);
    expect(lines).to.include("* No source was found for eu-west-3: the price of us-east-1.");
  });

  it("shows what costs otherwise than before, what is gone, and the sums", () => {
    const before = estimateOf([table(26), { type: "aws:ec2/eip:Eip", inputs: {} }]);
    const after = estimateOf([table(30)]);
    expect(differenceTable(differenceBetween(before, after), "main")).to.deep.equal([
      "",
      "To pay, against main",
      "",
      "Service   What               Before   Now  Difference",
      "DynamoDB  read capacity        0.09  0.47       +0.38",
      "          write capacity       0.47  2.37       +1.90",
      "EC2       elastic addresses    3.65  0.00       -3.65",
      "Total                          4.22  2.85       -1.37",
    ]);
  });

  it("says so where nothing has changed, and names what came without a price", () => {
    const rds = { type: "aws:rds/instance:Instance", inputs: {} };
    expect(differenceTable(differenceBetween(estimateOf([]), estimateOf([rds])), "v1")).to.deep.equal([
      ...["", "As much as at v1.", "", "Not priced, and not at v1:", "  aws:rds/instance:Instance (1)"],
    ]);
  });
});
