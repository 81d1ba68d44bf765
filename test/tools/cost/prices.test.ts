import { expect } from "chai";
import { allowances } from "../../../tools/cost/allowances";
import { freeTypes } from "../../../tools/cost/free";
import { prices, units } from "../../../tools/cost/prices";
import { services } from "../../../tools/cost/services";

describe("tools/cost/prices", () => {
  it("gives each price a source, and the day on which it stood there", () => {
    const today = new Date().toISOString().slice(0, 10);
    for (const [region, known] of Object.entries(prices))
      for (const [name, { usd, source }] of Object.entries(known)) {
        expect(usd, `${region} ${name}`).to.be.above(0);
        expect(source.url, `${region} ${name}`).to.match(/^https:\/\/[\w.-]+\/\S*$/);
        expect(source.date, `${region} ${name}`).to.match(/^20\d\d-\d\d-\d\d$/);
        expect(source.date <= today, `${region} ${name} is of ${source.date}`).to.equal(true);
      }
  });

  it("prices what is counted, and nothing else", () => {
    for (const [region, known] of Object.entries(prices))
      expect(Object.keys(units), region).to.include.members(Object.keys(known));
    expect(Object.keys(units)).to.include.members(Object.keys(allowances));
  });

  it("has all prices for us-east-1, and its own ones for eu-west-3 wherever a source was found", () => {
    const { "us-east-1": virginia = {}, "eu-west-3": paris = {} } = prices;
    expect(Object.keys(virginia)).to.have.members(Object.keys(units));
    for (const name of ["s3.storage", "logs.ingestion", "dynamodb.readCapacity", "ec2.t2.micro", "ebs.gp3"])
      expect(paris[name]?.standIn, name).to.equal(undefined);
    expect(paris["api.requests"]?.standIn).to.equal("us-east-1");
  });

  it("takes no type of resource for free that a service bills", () => {
    const billed = services.flatMap(({ types }) => types);
    expect(billed.filter((type) => freeTypes.has(type))).to.deep.equal([]);
    expect(new Set(billed).size).to.equal(billed.length);
  });
});
