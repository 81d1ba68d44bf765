import { expect } from "chai";
import { opened } from "../support/graphs";
import { readsSettings, refusalOf, settingsOf } from "../support/settings";

describe("infra/settings", () => {
  readsSettings();

  it("takes what the stacks' files say", () => {
    expect(settingsOf("localstack", {})).to.include({
      environment: "LocalStack",
      stageName: "dev",
      vpcCidr: undefined,
    });
    expect(settingsOf("prod", {})).to.include({ environment: "AWS", stageName: "prod", vpcCidr: "10.20.0.0/16" });
  });

  const wrong: Record<string, string[]> = {
    allowedOrigin: ["example.org", "https://example.org/", "*.example.org"],
    apiKeyRequired: ["yes"],
    auth: ["none", "Cognito", ""],
    selfSignUp: ["yes"],
    signInUrl: ["localhost:4566", "http://localhost:4566/login/", "http://localhost:4566/login?a=b"],
    waf: ["on"],
    wafRate: ["9", "2000000001", "many"],
    throttleRateLimit: ["0", "-1", "many", "1.5"],
    healthRateLimit: ["0", "1.5"],
    healthBurstLimit: ["none"],
    imageRateLimit: ["0", "1.5"],
    imageBurstLimit: ["none"],
    quotaLimit: ["0"],
    logRetentionDays: ["15"],
    instanceType: ["big"],
    instanceAmi: ["ubuntu"],
    vpcCidr: ["10.0.0.0", "10.0.0.0/8"],
    // Without the stack's own, twice the same, with what is no region.
    controlRegions: ["eu-west-3", "us-east-1,us-east-1", "us-east-1,paris", "us-east-1, eu-west-3"],
    controlWaitSeconds: ["0", "21"],
    archiveAfterDays: ["0", "soon"],
    // More than the days after which backups go to Glacier.
    backupRetentionDays: ["1", "30"],
    backupSchedule: ["daily", "rate(1 day)", "cron(0 2 * * *)"],
    backupCapacityPercent: ["0", "101"],
    archiveReaders: ["me", "123", "123456789012, 210987654321"],
    restoreFrom: ["A_Bucket", "s3://bucket"],
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
    alarmEmail: ["me", "me@example", "me and you@example.org"],
    alarmErrorPercent: ["-1", "100", "5.5"],
    alarmMinimumRequests: ["0"],
    alarmLatencySeconds: ["0", "30"],
    alarmFunctionThrottles: ["none"],
    alarmFunctionErrors: ["-1"],
    alarmTableThrottles: ["some"],
    alarmDeadLetters: ["1.5"],
    canaryMinutes: ["-1", "61"],
    healthCheck: ["yes", "true"],
    accessLogs: ["on"],
    manageApiGatewayAccount: ["1"],
    tracing: ["Active"],
    cdn: ["yes", "1"],
    domainName: [
      "example",
      "https://www.example.org",
      "www.example.org/",
      "*.example.org",
      "Www.example.org",
      "a_b.org",
    ],
    hostedZone: ["example.org", "/hostedzone/Z0123456789ABC", "z0123"],
    budgetLimit: ["0", "5 USD"],
    budgetEmail: ["me", "me@example.org"],
  };

  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      it(`refuses "${value}" as ${key} by the key, the value and the command that mends it`, () => {
        const message = refusalOf({ [key]: value });
        expect(message).to.contain(`atelier:${key} is "${value}" but must be `);
        expect(message).to.contain(`pulumi config set atelier:${key} <value>`);
      });
    }
  }

  it("takes a budget and a health check on AWS alone: an emulator's stack would reach AWS for them", () => {
    const config = { budgetEmail: "me@example.org", healthCheck: "true" };
    expect(settingsOf("prod", config)).to.deep.include({
      budget: { limit: 5, email: "me@example.org" },
      healthCheck: true,
    });
    expect(refusalOf({ healthCheck: "true" })).to.contain("must be false on an emulator");
    expect(refusalOf({ budgetEmail: "me@example.org" })).to.contain("must be empty on an emulator");
  });

  it("takes an empty address for none", () => {
    const { alarms, budget } = settingsOf("prod", { alarmEmail: "", budgetEmail: "" });
    expect([alarms.email, budget]).to.deep.equal([undefined, undefined]);
  });

  it("refuses a budget of which nobody is told", () => {
    expect(refusalOf({ budgetLimit: "20" }, "prod")).to.contain(
      'atelier:budgetEmail is "" but must be an e-mail address',
    );
  });

  it("refuses the gateway's role without the logs that it is for", () => {
    const message = refusalOf({ manageApiGatewayAccount: "true" }, "prod");
    expect(message).to.contain('atelier:manageApiGatewayAccount is "true" but must be false without accessLogs');
  });

  it("refuses https without client certificates", () => {
    const message = refusalOf({ dockerHost: "https://engine:2376" });
    expect(message).to.contain('atelier:dockerCertificates is "" but must be the path in SSM');
  });

  it("refuses client certificates that would not be used", () => {
    const message = refusalOf({ dockerHost: "tcp://engine:2376", dockerCertificates: "/atelier/docker" });
    expect(message).to.contain('atelier:dockerHost is "tcp://engine:2376" but must be https://');
  });

  it("carries the allowed origin to preflights, gateway errors and functions", async () => {
    const graph = await opened();
    const text = JSON.stringify(graph.resources.map(({ inputs }) => inputs));
    expect(text).to.contain("'https://example.org'").and.to.contain('"ALLOWED_ORIGIN":"https://example.org"');
    expect(text).to.not.contain("'*'").and.to.not.contain('"ALLOWED_ORIGIN":"*"');
  });
});
