import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { Schemas } from "../../../client";
import { answered, type Api, sharedApi } from "../../support/api";
import { until } from "../../support/events";
import { expectProblem } from "../../support/problem";

describe("comments", () => {
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  const post = (body: Schemas["CommentRequest"], key?: string) =>
    answered(
      api.client.POST("/commentaires", {
        params: { header: key === undefined ? {} : { "Idempotency-Key": key } },
        body,
      }),
    );
  const list = (query: { sectionId: string; limit?: number; cursor?: string }) =>
    answered(api.client.GET("/commentaires", { params: { query } }));
  const comment = (sectionId: string, contenu = "Très bien") => ({ sectionId, auteur: "Élise", contenu });
  const textsOf = ({ items }: Schemas["CommentPage"]): string[] => items.map(({ contenu }) => contenu);

  it("makes a comment, with an id and the time", async () => {
    const fields = comment(randomUUID());
    const { status, data } = await post(fields);
    expect(status).to.equal(201);
    const { id, timestamp, ...rest } = data;
    expect(rest).to.deep.equal(fields);
    expect(id).to.be.a("string").that.is.not.empty;
    expect(new Date(timestamp).toISOString()).to.equal(timestamp);
  });

  it("answers a section's comments newest first, in pages, and no other section's", async () => {
    const sectionId = randomUUID();
    await post(comment(randomUUID(), "elsewhere"));
    for (const contenu of ["first", "second", "third"])
      expect((await post(comment(sectionId, contenu))).status).to.equal(201);
    // An index is eventually consistent.
    const { data } = await until(
      () => list({ sectionId }),
      (answer) => textsOf(answer.data).length === 3,
    );
    expect(textsOf(data)).to.deep.equal(["third", "second", "first"]);
    expect(data).to.not.have.property("nextCursor");
    const page = (await list({ sectionId, limit: 2 })).data;
    expect(textsOf(page)).to.deep.equal(["third", "second"]);
    const { nextCursor: cursor } = page;
    expect((await list({ sectionId, limit: 2, cursor })).data).to.deep.equal({ items: data.items.slice(2) });
    for (const query of [
      { sectionId: randomUUID(), cursor },
      { sectionId, cursor: `${cursor}A` },
    ]) {
      expectProblem(await list(query), 400, "Invalid query parameters");
    }
  });

  it("makes one comment of many requests with one Idempotency-Key, and refuses another payload", async () => {
    const key = randomUUID();
    const fields = comment(randomUUID());
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(fields, key)));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).to.equal(1);
    expect(answers[0]?.status).to.equal(201);
    const other = await post({ ...fields, contenu: "Autre" }, key);
    expectProblem(other, 422, "Idempotency-Key was used for another payload");
  });

  it("refuses what is missing, too long or unknown", async () => {
    const good = comment("a");
    for (const body of [
      { ...good, sectionId: "a b" },
      { ...good, sectionId: "x".repeat(65) },
      { ...good, auteur: "" },
      { ...good, auteur: "x".repeat(81) },
      { ...good, contenu: "" },
      { ...good, contenu: "x".repeat(2001) },
      { ...good, timestamp: "2026-01-01T00:00:00Z" },
      { sectionId: "a", auteur: "b" },
    ]) {
      expectProblem(await api.call("POST", "/commentaires", { body }), 400, "Invalid request body");
    }
  });

  it("needs a section to list, and refuses a malformed one", async () => {
    const missing = await api.call("GET", "/commentaires");
    expect(expectProblem(missing, 400, "Invalid request parameters")).to.contain("sectionId");
    expect(expectProblem(await list({ sectionId: "a b" }), 400, "Invalid query parameters")).to.contain("sectionId");
  });
});
