import { expect } from "chai";
import { object, ofType, optionalNumber, type Resource, text } from "../../packages/offline/src/graph/graph";
import { documentOf, graphOf, only } from "../../packages/offline/test/support/graph";
import { policiesOf } from "../../packages/offline/test/support/graph";

/** Read units of an eventually consistent read of up to 4 KB. */
const unitsOfRead = 0.5;

describe("infra: what anybody may call without a key", () => {
  const routes = [
    { method: "GET", path: "/health", role: "health-get", table: "cityflow-metrics" },
    { method: "GET", path: "/events/{id}/image", role: "events-get-image", table: "events" },
  ];

  it("is known here", async () => {
    const open = Object.entries<Record<string, { security: unknown[] }>>(
      documentOf(await graphOf("prod")).paths,
    ).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method, { security }]) => method !== "options" && security.length === 0)
        .map(([method]) => ({ method: method.toUpperCase(), path })),
    );
    expect(open).to.have.deep.members(routes.map(({ method, path }) => ({ method, path })));
  });

  for (const { method, path, role, table: name } of routes) {
    it(`leaves half of the table's read units to others: ${method} ${path}`, async () => {
      const graph = await graphOf("prod");
      const table = only(graph, "aws:dynamodb/table:Table", name);
      const settings = ofType(graph, "aws:apigateway/methodSettings:MethodSettings").find(
        ({ inputs }) => inputs.methodPath === `${path.slice(1).replaceAll("/", "~1")}/${method}`,
      );
      const rate = optionalNumber(limitsOf(settings), "throttlingRateLimit") ?? Infinity;
      const reads = policiesOf(graph)
        .filter((policy) => policy.name === role)
        .flatMap(({ statements }) => statements)
        .flatMap(({ Action }) => Action.filter((action) => action.startsWith("dynamodb:")));
      expect(reads).to.deep.equal(["dynamodb:GetItem"]);
      expect(text(table.outputs, "arn")).to.contain(name);
      expect(rate * unitsOfRead).to.be.at.most((optionalNumber(table.inputs, "readCapacity") ?? 0) / 2);
    });
  }
});

const limitsOf = (settings: Resource | undefined) => object(settings?.inputs ?? {}, "settings");
