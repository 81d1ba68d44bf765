import { expect } from "chai";
import { operationOf } from "../../console/api/operation";
import type { ListedRoute } from "../../src/services/page-answers";

describe("console: what a form of a route asks for", () => {
  const route: ListedRoute = { method: "GET", path: "/mine", apiKeyRequired: false };
  const namesOf = (security: object[], parameters: object[] = []) => {
    const scheme = { type: "apiKey", name: "Authorization", in: "header" };
    const document = {
      paths: { "/mine": { get: { security, parameters } } },
      components: {
        securitySchemes: {
          users: { ...scheme, "x-amazon-apigateway-authtype": "cognito_user_pools" },
          key: { ...scheme, name: "x-api-key" },
        },
      },
    };
    const api = { name: "api/v1", path: "/", document, routes: [route] };
    return operationOf(api, route).parameters.map(({ place, name }) => `${place} ${name}`);
  };

  it("is the header by which an authorizer knows a caller, once", () => {
    expect(namesOf([{ users: ["atelier/api"] }])).to.deep.equal(["header Authorization"]);
    const declared = [{ name: "authorization", in: "header", schema: { type: "string" } }];
    expect(namesOf([{ users: [] }], declared)).to.deep.equal(["header authorization"]);
  });

  it("is no such header where the route is open, or a key opens it", () => {
    expect([...namesOf([]), ...namesOf([{ key: [] }])]).to.deep.equal([]);
  });
});
