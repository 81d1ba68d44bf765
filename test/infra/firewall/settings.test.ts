import { expect } from "chai";
import { readsSettings, refusalOf, settingsOf } from "../../support/settings";

describe("infra/firewall: the settings", () => {
  readsSettings();

  it("have none by default, as it costs money", () => {
    for (const stack of ["localstack", "prod"]) expect(settingsOf(stack, {}).firewall).to.equal(undefined);
  });

  it("let an address ask 2,000 times in five minutes, or as often as the stack says", () => {
    expect(settingsOf("prod", { waf: "true" }).firewall).to.deep.equal({ rate: 2000 });
    for (const wafRate of ["10", "2000000000"]) {
      expect(settingsOf("prod", { waf: "true", wafRate }).firewall).to.deep.equal({ rate: Number(wafRate) });
    }
  });

  it("refuse a rate that WAF does not take", () => {
    for (const wafRate of ["9", "2000000001"]) {
      expect(refusalOf({ waf: "true", wafRate }, "prod")).to.contain("must be a whole number from 10 to 2000000000");
    }
  });

  it("refuse a rate without the firewall that keeps it", () => {
    expect(refusalOf({ wafRate: "100" })).to.contain('atelier:waf is "false" but must be true where wafRate is set');
  });

  it("refuse it on an emulator whose WAF is not named: the provider would turn to AWS itself", () => {
    const config = { waf: "true", "aws:endpoints": JSON.stringify([{ s3: "http://localhost:4566" }]) };
    expect(refusalOf(config)).to.contain(
      'atelier:waf is "true" but must be false where aws:endpoints does not name wafv2',
    );
  });
});
