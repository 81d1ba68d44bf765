import { expect } from "chai";
import { type Api, sharedApi } from "../support/api";

describe("health", () => {
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  it("says that the service works, to anybody", async () => {
    const { status, body } = await api.call("GET", "/health", { key: false });
    expect(status).to.equal(200);
    expect(body).to.include({ status: "healthy", service: "Atelier API", version: "1.0.0" });
    expect(["AWS", "LocalStack", "offline"]).to.include(Object(body).environment);
  });
});
