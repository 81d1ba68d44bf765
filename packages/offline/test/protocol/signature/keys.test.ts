import { expect } from "chai";
import { signingKeys } from "../../../src/protocol/signature/keys";

const scope = (region: string) => ({ accessKeyId: "AKID", date: "20261121", region, service: "s3" });

describe("signing keys", () => {
  it("are derived once per secret and scope", () => {
    const keyOf = signingKeys();
    const key = keyOf("secret", scope("eu-west-3"));
    expect(keyOf("secret", scope("eu-west-3"))).to.equal(key);
    expect(keyOf("other", scope("eu-west-3")).equals(key)).to.equal(false);
    expect(keyOf("secret", scope("eu-west-1")).equals(key)).to.equal(false);
  });

  it("are forgotten from the oldest on, so that naming many regions fills no memory", () => {
    const keyOf = signingKeys();
    const oldest = keyOf("secret", scope("oldest"));
    for (let index = 0; index < 256; index++) keyOf("secret", scope(`region-${index}`));
    const again = keyOf("secret", scope("oldest"));
    expect(again).not.to.equal(oldest);
    expect(again.equals(oldest)).to.equal(true);
  });
});
