import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { boundaryPolicy, deployPolicies, guards, previewPolicy } from "../../../infra/delivery/policies";
import { delivery } from "../../support/delivery";
import { builtTools } from "../../support/tools";
import { AccountStandIn } from "./account";
import { xmlError } from "./identity";

const bucket = delivery.stateBucket;
const passphrase = "/atelier/delivery/passphrase";
const boundary = "arn:aws:iam::000000000000:policy/atelier-boundary";

describe("tools/bootstrap/main: npm run bootstrap", function () {
  this.timeout(60_000);
  let account: AccountStandIn;
  let folder: string;

  beforeEach(async () => {
    account = new AccountStandIn();
    await account.open();
    folder = mkdtempSync(join(tmpdir(), "bootstrap-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: atelier\nruntime: nodejs\n");
    writeFileSync(join(folder, "Pulumi.prod.yaml"), "# Ours.\nconfig:\n  aws:region: eu-west-3\n");
  });

  afterEach(async () => {
    await account.close();
    rmSync(folder, { recursive: true });
  });

  async function run(args: string[], environment: Record<string, string> = {}) {
    const child = spawn(process.execPath, [join(builtTools, "bootstrap/main.js"), ...args], {
      cwd: folder,
      env: {
        ...{ PATH: process.env.PATH, HOME: folder, NODE_NO_WARNINGS: "1", AWS_EC2_METADATA_DISABLED: "true" },
        ...{ AWS_ENDPOINT_URL: account.url, GITHUB_API_URL: account.url },
        ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_MAX_ATTEMPTS: "1" },
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) child[name].on("data", (chunk) => (printed[name] += chunk));
    const [code] = await once(child, "close");
    return { code, ...printed };
  }

  const bootstrap = (...more: string[]) => run(["--github", "you/atelier", "--yes", ...more]);

  it("makes the bucket, the passphrase, the provider, the policies and the roles, and prints the variables", async () => {
    const { code, stdout, stderr } = await bootstrap();
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(stdout).to.contain(`  make the bucket ${bucket} for Pulumi's state: versioned, private, encrypted`);
    expect(stdout).to.match(/\nAWS_PREVIEW_ROLE=arn:aws:iam::000000000000:role\/atelier-preview\n/);
    expect(stdout).to.match(/\nAWS_DEPLOY_ROLE=arn:aws:iam::000000000000:role\/atelier-deploy\n/);
    expect(stdout).to.contain(`\nAWS_REGION=eu-west-3\n`);
    expect(stdout).to.contain(`\nPULUMI_BACKEND_URL=s3://${bucket}?region=eu-west-3\n`);
    expect(stdout).to.match(/environment "production", and limit its\ndeployment branches to main/);

    const settings = account.storage.buckets.get(bucket);
    expect(settings?.get("created")).to.contain("<LocationConstraint>eu-west-3<");
    expect(settings?.get("versioning")).to.contain("<Status>Enabled<");
    expect(settings?.get("encryption")).to.contain("<SSEAlgorithm>AES256<");
    expect(settings?.get("publicAccessBlock")?.match(/>true</g)).to.have.length(4);
    expect(settings?.get("policy")).to.contain("aws:SecureTransport");
    expect([...account.identity.providers]).to.deep.equal([[delivery.provider, ["sts.amazonaws.com"]]]);
  });

  it("gives the roles the policies of infra/delivery, and trusts the repository by name and by ids", async () => {
    await bootstrap();
    const { policies, roles } = account.identity;
    const inForce = (arn: string): unknown => JSON.parse(policies.get(arn)?.at(-1)?.document ?? "");
    expect(inForce(boundary)).to.deep.equal(boundaryPolicy(delivery));
    const parts = Object.entries(deployPolicies(delivery)).map(([group, document]) => {
      const arn = `arn:aws:iam::000000000000:policy/atelier-deploy-${group}`;
      expect(inForce(arn)).to.deep.equal(document);
      return arn;
    });
    const [preview, deploy] = [roles.get("atelier-preview"), roles.get("atelier-deploy")];
    expect([...(deploy?.attached ?? [])]).to.have.members(parts);
    expect(JSON.parse(deploy?.inline.get("delivery") ?? "")).to.deep.equal(guards(delivery));
    expect(JSON.parse(preview?.inline.get("delivery") ?? "")).to.deep.equal(previewPolicy(delivery));
    expect(preview?.attached.size).to.equal(0);
    expect(deploy?.trust).to.contain('"repo:you/atelier:environment:production","repo:you@12/atelier@345:environment:');
    expect(preview?.trust).to.contain('"repo:you/atelier:pull_request","repo:you@12/atelier@345:pull_request"');
  });

  it("puts a passphrase that nobody can guess or is shown", async () => {
    const { stdout } = await bootstrap();
    const { Type, Value } = account.storage.parameters.get(passphrase) ?? {};
    expect(Type).to.equal("SecureString");
    expect(Value).to.match(/^[\w-]{43}$/);
    expect(stdout).not.to.contain(Value);
  });

  it("writes the repository into the stack's file, and leaves the rest of it", async () => {
    await bootstrap();
    expect(readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8")).to.equal(
      "# Ours.\nconfig:\n  aws:region: eu-west-3\n  atelier:github: you/atelier\n",
    );
  });

  it("changes nothing a second time, and says so", async () => {
    await bootstrap();
    account.writes.length = 0;
    const { code, stdout } = await run(["--yes"]);
    expect(code).to.equal(0);
    expect(stdout).to.contain("Nothing to do: all of it is there.").and.contain("AWS_DEPLOY_ROLE=");
    expect(account.writes).to.deep.equal([]);
  });

  it("brings up to date what somebody has changed, and nothing besides", async () => {
    await bootstrap();
    const { policies, roles } = account.identity;
    const old = ["v1", "v2", "v3", "v4", "v5"].map((id) => ({ id: `old-${id}`, document: "{}" }));
    policies.set(boundary, old);
    roles.get("atelier-preview")?.attached.add("arn:aws:iam::aws:policy/AdministratorAccess");
    account.writes.length = 0;
    const { stdout } = await run(["--yes"]);
    expect(stdout).to.contain("  bring the policy atelier-boundary up to date\n");
    expect(stdout).to.contain("  bring the role atelier-preview up to date: what is attached to it\n");
    expect(account.writes).to.have.members([
      "DeletePolicyVersion",
      "CreatePolicyVersion",
      "UpdateAssumeRolePolicy",
      "PutRolePolicy",
      "DetachRolePolicy",
    ]);
    const left = policies.get(boundary)?.map(({ id }) => id) ?? [];
    expect(left.slice(0, -1)).to.deep.equal(["old-v2", "old-v3", "old-v4", "old-v5"]);
    expect(roles.get("atelier-preview")?.attached.size).to.equal(0);
  });

  it("uses the provider that an account has, for AWS's tokens as well", async () => {
    account.identity.providers.set(delivery.provider, ["somebody-elses"]);
    await bootstrap();
    expect(account.identity.providers.get(delivery.provider)).to.deep.equal(["somebody-elses", "sts.amazonaws.com"]);
    expect(account.writes).not.to.include("CreateOpenIDConnectProvider");
  });

  it("changes nothing before somebody agrees", async () => {
    const { code, stderr } = await run(["--github", "you/atelier"]);
    expect({ code, stderr }).to.deep.equal({
      code: 1,
      stderr: "bootstrap: nobody is there to ask: say --yes to have it done\n",
    });
    expect(account.writes).to.deep.equal([]);
  });

  const refused: [what: string, args: string[], environment: Record<string, string>, expected: RegExp][] = [
    [
      "no credentials",
      [],
      { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
      /no credentials for AWS: run `aws conf/,
    ],
    ["no way to AWS", [], { AWS_ENDPOINT_URL: "http://127.0.0.1:9" }, /AWS cannot be reached/],
    ["a repository that GitHub does not show", ["--github", "you/else"], {}, /answers 404 .* say --github owner@ID/],
    ["what is no repository", ["--github", "you"], {}, /you is no repository on GitHub/],
    ["a stack without a file", ["--stack", "test"], {}, /there is no Pulumi\.test\.yaml/],
    ["an option that is none", ["--force"], {}, /--help lists the options/],
  ];
  for (const [what, args, environment, expected] of refused)
    it(`says in one line what is wrong and what to do: ${what}`, async () => {
      const { code, stderr } = await run(["--github", "you/atelier", "--yes", ...args], environment);
      expect(code).to.equal(1);
      expect(stderr)
        .to.match(/^bootstrap: .+\n$/)
        .and.match(expected);
    });

  it("says in one line that a bucket's name is taken, or that it may not look at it", async () => {
    account.refuse = (operation) => (operation === "HEAD" ? { status: 403, body: "" } : undefined);
    const { code, stderr } = await bootstrap();
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /^bootstrap: the bucket \S+ is somebody else's, .* choose another name by --state-bucket\n$/,
    );
  });

  it("says in one line which action the credentials may not take", async () => {
    const message =
      "User: arn:aws:iam::000000000000:user/me is not authorized to perform: iam:CreateRole on resource: x";
    account.refuse = (operation) => (operation === "CreateRole" ? xmlError(403, "AccessDenied", message) : undefined);
    const { code, stderr } = await bootstrap();
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /^bootstrap: your credentials may not do this \(iam:CreateRole\): bootstrap takes an adm.*\n$/,
    );
  });
});
