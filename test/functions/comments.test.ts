import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { type Api, sharedApi } from "../support/api";
import { until } from "../support/events";
import { expectProblem } from "../support/problem";

describe("comments", () => {
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  const post = (body: object, headers: Record<string, string> = {}) =>
    api.call("POST", "/commentaires", { body, headers });
  const comment = (sectionId: string, contenu = "Très bien") => ({ sectionId, auteur: "Élise", contenu });
  const textsOf = (body: unknown): string[] => Object(body).items.map(({ contenu }: { contenu: string }) => contenu);

  it("makes a comment, with an id and the time", async () => {
    const fields = comment(randomUUID());
    const { status, body } = await post(fields);
    expect(status).to.equal(201);
    const { id, timestamp, ...rest } = Object(body);
    expect(rest).to.deep.equal(fields);
    expect(id).to.be.a("string").that.is.not.empty;
    expect(new Date(timestamp).toISOString()).to.equal(timestamp);
  });

  it("answers a section's comments newest first, in pages, and no other section's", async () => {
    const sectionId = randomUUID();
    await post(comment(randomUUID(), "elsewhere"));
    for (const contenu of ["first", "second", "third"])
      expect((await post(comment(sectionId, contenu))).status).to.equal(201);
    const list = (query: string) => api.call("GET", `/commentaires?sectionId=${sectionId}${query}`);
    // An index is eventually consistent.
    const { body } = await until(
      () => list(""),
      (answer) => textsOf(answer.body).length === 3,
    );
    expect(textsOf(body)).to.deep.equal(["third", "second", "first"]);
    expect(body).to.not.have.property("nextCursor");
    const page = await list("&limit=2");
    expect(textsOf(page.body)).to.deep.equal(["third", "second"]);
    const { nextCursor } = Object(page.body);
    expect((await list(`&limit=2&cursor=${nextCursor}`)).body).to.deep.equal({ items: Object(body).items.slice(2) });
    for (const query of [
      `sectionId=${randomUUID()}&cursor=${nextCursor}`,
      `sectionId=${sectionId}&cursor=${nextCursor}A`,
    ]) {
      expectProblem(await api.call("GET", `/commentaires?${query}`), 400, "Invalid query parameters");
    }
  });

  it("makes one comment of many requests with one Idempotency-Key, and refuses another payload", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const fields = comment(randomUUID());
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(fields, headers)));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).to.equal(1);
    expect(answers[0]?.status).to.equal(201);
    const other = await post({ ...fields, contenu: "Autre" }, headers);
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
      expectProblem(await post(body), 400, "Invalid request body");
    }
  });

  it("needs a section to list, and refuses a malformed one", async () => {
    const missing = await api.call("GET", "/commentaires");
    expect(expectProblem(missing, 400, "Invalid request parameters")).to.contain("sectionId");
    const malformed = await api.call("GET", "/commentaires?sectionId=a%20b");
    expect(expectProblem(malformed, 400, "Invalid query parameters")).to.contain("sectionId");
  });
});
