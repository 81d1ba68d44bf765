import { expect } from "chai";
import { atelierClient } from "../../client";
import { answered, type Api, sharedApi } from "../support/api";

describe("health", () => {
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  it("says that the service works, to anybody", async () => {
    const { status, data } = await answered(atelierClient({ apiUrl: api.url }).GET("/health"));
    expect(status).to.equal(200);
    expect(data).to.include({ status: "healthy", service: "Atelier API", version: "1.0.0" });
    expect(["AWS", "LocalStack", "offline"]).to.include(data.environment);
  });
});
