import { expect } from "chai";
import { graphOf } from "../support/graph";

async function refusalOf(config: Record<string, string>): Promise<string> {
  try {
    await graphOf("localstack", config);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error(`${JSON.stringify(config)} was accepted`);
}

describe("infra/settings", () => {
  const wrong: Record<string, string[]> = {
    allowedOrigin: ["example.org", "https://example.org/", "*.example.org"],
    apiKeyRequired: ["yes"],
    throttleRateLimit: ["0", "-1", "many", "1.5"],
    healthRateLimit: ["0", "1.5"],
    healthBurstLimit: ["none"],
    quotaLimit: ["0"],
    logRetentionDays: ["15"],
    instanceType: ["big"],
    instanceAmi: ["ubuntu"],
    vpcCidr: ["10.0.0.0", "10.0.0.0/8"],
    controlWaitSeconds: ["0", "21"],
    pointInTimeRecovery: ["on"],
    deletionProtection: ["1"],
    forceDestroy: ["True"],
    publicEndpoint: ["localhost:4566", "http://localhost:4566/path"],
  };

  for (const [key, values] of Object.entries(wrong)) {
    it(`refuses a wrong ${key} by its key, its value and the command that mends it`, async () => {
      for (const value of values) {
        const message = await refusalOf({ [key]: value });
        expect(message).to.contain(`atelier:${key} is "${value}" but must be `);
        expect(message).to.contain(`pulumi config set atelier:${key} <value>`);
      }
    });
  }

  it("carries the allowed origin to preflights, gateway errors and functions", async () => {
    const graph = await graphOf("localstack", { allowedOrigin: "https://example.org" });
    const text = JSON.stringify(graph.resources.map(({ inputs }) => inputs));
    expect(text).to.contain("'https://example.org'").and.to.contain('"ALLOWED_ORIGIN":"https://example.org"');
    expect(text).to.not.contain("'*'").and.to.not.contain('"ALLOWED_ORIGIN":"*"');
  });
});
