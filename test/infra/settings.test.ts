import { expect } from "chai";
import { graphOf } from "../../packages/offline/test/support/graph";

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
    dockerHost: [
      "172.17.0.1:2375",
      "http://172.17.0.1",
      "http://engine:2375/v1.41",
      "http://user:password@engine:2375",
      "http://engine:99999",
      "ssh://engine:22",
      "unix://var/run/docker.sock",
    ],
    dockerCertificates: ["atelier/docker", "/atelier/docker/", "/aws/docker"],
    pointInTimeRecovery: ["on"],
    deletionProtection: ["1"],
    forceDestroy: ["True"],
    publicEndpoint: ["localhost:4566", "http://localhost:4566/path"],
  };

  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      it(`refuses "${value}" as ${key} by the key, the value and the command that mends it`, async () => {
        const message = await refusalOf({ [key]: value });
        expect(message).to.contain(`atelier:${key} is "${value}" but must be `);
        expect(message).to.contain(`pulumi config set atelier:${key} <value>`);
      });
    }
  }

  it("refuses https without client certificates", async () => {
    const message = await refusalOf({ dockerHost: "https://engine:2376" });
    expect(message).to.contain('atelier:dockerCertificates is "" but must be the path in SSM');
  });

  it("refuses client certificates that would not be used", async () => {
    const message = await refusalOf({ dockerHost: "tcp://engine:2376", dockerCertificates: "/atelier/docker" });
    expect(message).to.contain('atelier:dockerHost is "tcp://engine:2376" but must be https://');
  });

  it("carries the allowed origin to preflights, gateway errors and functions", async () => {
    const graph = await graphOf("localstack", { allowedOrigin: "https://example.org" });
    const text = JSON.stringify(graph.resources.map(({ inputs }) => inputs));
    expect(text).to.contain("'https://example.org'").and.to.contain('"ALLOWED_ORIGIN":"https://example.org"');
    expect(text).to.not.contain("'*'").and.to.not.contain('"ALLOWED_ORIGIN":"*"');
  });
});
