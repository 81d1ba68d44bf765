import { expect } from "chai";
import { Machine } from "../../support/tools";

const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:role/deploy</Arn><UserId>AROA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

describe("tools/delivery: a deployment to AWS", () => {
  let machine: Machine;
  let environment: Record<string, string>;

  beforeEach(async () => {
    machine = new Machine();
    await machine.open();
    machine.install("pulumi");
    machine.write("Pulumi.yaml", "name: workshop\n");
    machine.write("Pulumi.prod.yaml", "config:\n  aws:region: eu-west-3\n");
    machine.pages.set("/sts/", () => ({ status: 200, body: identity }));
    environment = {
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_ENDPOINT_URL_STS: `${machine.url}/sts/`,
      AWS_ENDPOINT_URL_SSM: `${machine.url}/ssm/`,
      PULUMI_BACKEND_URL: "s3://atelier-state",
      PULUMI_CONFIG_PASSPHRASE: "words",
    };
  });

  afterEach(() => machine.close());

  const deploy = (changes: Record<string, string | undefined> = {}) => {
    const all = Object.entries({ ...environment, ...changes });
    const set = all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
    return machine.run("deploy", Object.fromEntries(set), ["--stack", "prod"]);
  };

  it("says where to, and ends with the addresses, without the key", async () => {
    const { apiUrl, siteUrl } = machine.deploy();
    const { code, stdout, stderr } = await deploy();
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.contain("Deploying prod to account 123456789012, eu-west-3");
    expect(stdout).to.contain("Deployed prod; its state is in s3://atelier-state\n");
    expect(stdout).to.contain(`API   ${apiUrl}\nSite  ${siteUrl}\n`);
    expect(stdout.endsWith("Next: npm run test:deployed -- --stack prod\n")).to.equal(true);
    expect(stdout).to.not.contain("the-secret-key");
    // Only an emulator forgets.
    expect(machine.args("pulumi")[1]).to.equal("up --yes --skip-preview --stack prod --non-interactive");
  });

  it("takes the passphrase out of Parameter Store, where the shell has none", async () => {
    machine.deploy();
    machine.pages.set("/ssm/", () => ({ status: 200, body: { Parameter: { Value: "kept words" } } }));
    const { code, stdout, stderr } = await deploy({ PULUMI_CONFIG_PASSPHRASE: undefined });
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(machine.calls("pulumi").map(({ environment: { PULUMI_CONFIG_PASSPHRASE } }) => PULUMI_CONFIG_PASSPHRASE))
      .to.include("kept words")
      .and.to.not.include("");
    expect(stdout).to.not.contain("kept words");
  });

  it("tells a workflow's summary the outcome", async () => {
    const { apiUrl } = machine.deploy();
    machine.write("summary", "");
    await deploy({ GITHUB_STEP_SUMMARY: `${machine.folder}/summary` });
    expect(machine.read("summary")).to.contain(`API   ${apiUrl}\n`).and.to.not.contain("the-secret-key");
  });

  const denied = (Code: string, status = 403) => ({
    status,
    body: `<ErrorResponse><Error><Code>${Code}</Code><Message>no</Message></Error></ErrorResponse>`,
  });
  const refusals: [what: string, prepare: () => Record<string, string | undefined> | void, message: string][] = [
    [
      "there are no credentials",
      () => ({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }),
      "there are no credentials for AWS: run `aws configure sso` or `aws configure`, and set AWS_PROFILE where they have a name",
    ],
    [
      "the credentials have run out",
      () => void machine.pages.set("/sts/", () => denied("ExpiredToken")),
      "your credentials for AWS have expired: run `aws sso login`, then try again",
    ],
    [
      "no place for the state is chosen",
      () => ({ PULUMI_BACKEND_URL: undefined }),
      "nothing says where the state of prod is kept; run: npm run bootstrap, or npx pulumi login, or export PULUMI_BACKEND_URL=s3://YOUR-BUCKET",
    ],
    [
      "there is no passphrase",
      () => {
        machine.pages.set("/ssm/", () => ({ status: 400, body: { __type: "ParameterNotFound" } }));
        return { PULUMI_CONFIG_PASSPHRASE: undefined };
      },
      "there is no passphrase for the secrets of prod, and no parameter /workshop/delivery/passphrase in eu-west-3; run: npm run bootstrap, or export PULUMI_CONFIG_PASSPHRASE_FILE=PATH",
    ],
    [
      "the passphrase may not be read",
      () => {
        machine.pages.set("/ssm/", () => ({ status: 400, body: { __type: "AccessDeniedException" } }));
        return { PULUMI_CONFIG_PASSPHRASE: undefined };
      },
      "your credentials may not do this: use those of who deploys",
    ],
    [
      "the configuration names no region",
      () => machine.write("Pulumi.prod.yaml", "config: {}\n"),
      "Pulumi.prod.yaml has no aws:region; run: npx pulumi config set aws:region REGION --stack prod",
    ],
  ];
  for (const [what, prepare, message] of refusals) {
    it(`refuses where ${what}, before Pulumi does anything`, async () => {
      const { code, stdout, stderr } = await deploy(prepare() ?? {});
      expect([code, stdout, stderr]).to.deep.equal([1, "", `deploy: ${message}\n`]);
    });
  }

  it("refuses a stack that has no file, and names those that have", async () => {
    const { code, stderr } = await machine.run("deploy", environment, ["--stack", "staging"]);
    expect([code, stderr]).to.deep.equal([
      1,
      "deploy: there is no stack staging, as there is no Pulumi.staging.yaml; there are localstack and prod\n",
    ]);
  });

  const failures: [said: string, message: string][] = [
    ["error: incorrect passphrase", "the passphrase is not the one that prod was made with"],
    ["api error NoSuchBucket: The specified bucket does not exist", "PULUMI_BACKEND_URL names a bucket that does not"],
    ["api error AddressLimitExceeded: The maximum number of addresses", "the account has no elastic address left"],
    ["api error VpcLimitExceeded: The maximum number of VPCs", "npx pulumi config rm vpcCidr --stack prod"],
    ["BucketAlreadyExists: The requested bucket name is not available", "a bucket's name is taken"],
    [
      "User: x is not authorized to perform: dynamodb:CreateTable on",
      "these credentials may not do dynamodb:CreateTable;",
    ],
    ["error: the stack is currently locked by 1 lock(s).", "npx pulumi cancel --yes --stack prod"],
  ];
  for (const [said, message] of failures) {
    it(`explains ${/\w*(Exce\w+|Exists|NoSuch\w+|locked|passphrase|authorized)/.exec(said)?.[0]}`, async () => {
      machine.answer("pulumi", "up", { stderr: `${said}\n`, code: 255 });
      const { code, stderr } = await deploy();
      expect(code).to.equal(1);
      expect(stderr.trimEnd().split("\n").at(-1))
        .to.match(/^deploy: /)
        .and.to.contain(message);
    });
  }
});
