import { expect } from "chai";
import { UserError } from "../../../src/errors";
import { documentOf } from "../../../src/services/apigateway/body";
import { graphWith, only } from "../../support/graph";

const type = "aws:apigateway/restApi:RestApi";
const documentIn = (body?: string) => documentOf(only(graphWith([{ type, name: "shop", inputs: { body } }]), type));

describe("services/apigateway: the document of an API", () => {
  it("is read from JSON and from YAML", () => {
    const document = { openapi: "3.0.1", paths: { "/": { get: { responses: { 200: {} } } } } };
    expect(documentIn(JSON.stringify(document, null, 2))).to.deep.equal(document);
    const yaml = "openapi: 3.0.1\npaths:\n  /:\n    get: { responses: { 200: {} } }\n";
    expect(documentIn(yaml)).to.deep.equal(document);
  });

  it("is none where the API has no body", () => {
    expect([documentIn(), documentIn("")]).to.deep.equal([undefined, undefined]);
  });

  for (const body of ['{"openapi": ', "openapi: [", "words"])
    it(`stops the start, naming the API, where it is ${JSON.stringify(body)}`, () => {
      expect(() => documentIn(body)).to.throw(UserError, /^AWS would refuse the body of the API shop, /);
    });
});
