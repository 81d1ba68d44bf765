import { expect } from "chai";
import type { Answer } from "./api";

/** Holds an answer against the contract's form of an error; returns its detail. */
export function expectProblem(answer: Answer, status: number, title: string): string {
  expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
  expect(answer.headers.get("content-type")).to.equal("application/problem+json");
  expect(answer.body).to.include({ type: "about:blank", title, status, error: title });
  const { requestId, detail = "" } = Object(answer.body);
  expect(requestId).to.be.a("string").that.is.not.empty;
  expect(Object.keys(Object(answer.body))).to.have.members(
    ["type", "title", "status", "error", "requestId"].concat(detail === "" ? [] : ["detail"]),
  );
  return detail;
}
