import { expect } from "chai";
import { atelierClient } from "../../client";
import { type Api, sharedApi } from "../support/api";

describe("client", () => {
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  it("answers data where a request succeeded, whatever closes the API's address", async () => {
    for (const apiUrl of [api.url, `${api.url}/`]) {
      const client = atelierClient({ apiUrl, apiKey: api.key });
      const { data, error, response } = await client.GET("/events", { params: { query: { limit: 1 } } });
      expect([response.status, error]).to.deep.equal([200, undefined]);
      expect(data?.items).to.be.an("array");
    }
  });

  it("answers the problem where it did not", async () => {
    const client = atelierClient({ apiUrl: api.url, apiKey: api.key });
    const { data, error } = await client.GET("/events/{id}", { params: { path: { id: "nobody" } } });
    expect(data).to.equal(undefined);
    expect(error).to.include({ status: 404, title: "Event not found" });
  });

  it("sends no key without one", async () => {
    const { response } = await atelierClient({ apiUrl: api.url }).GET("/events");
    expect(response.status).to.equal(403);
  });
});
