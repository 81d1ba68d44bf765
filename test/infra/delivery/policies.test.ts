import { expect } from "chai";
import { boundaryArn, roleArn } from "../../../infra/delivery/names";
import { boundaryPolicy, deployPolicies, guards, previewPolicy } from "../../../infra/delivery/policies";
import { ofDeployments, ofPullRequests, trustPolicy } from "../../../infra/delivery/trust";
import { ofType, text } from "../../../packages/offline/src/graph/graph";
import { compile } from "../../../packages/offline/src/protocol/iam/compile";
import { Identities } from "../../../packages/offline/src/protocol/identities";
import { graphOf, policiesOf } from "../../../packages/offline/test/support/graph";
import { asker, delivery } from "../../support/delivery";
import { delivered } from "../../support/graphs";

const boundary = boundaryArn(delivery);
const within = { "iam:PermissionsBoundary": boundary };
const own = roleArn(delivery, "atelier/prod/events-get-0123456");
const deploys = asker(...Object.values(deployPolicies(delivery)), guards(delivery));

describe("infra/delivery: the role that deploys", () => {
  const administers = asker(
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["*"], Resource: ["*"] }] },
    guards(delivery),
  );

  for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"]) {
    it(`may ${action} of a role within the boundary, and of no other`, () => {
      expect(deploys(action, own, within)).to.equal("allow");
      expect(deploys(action, own)).to.equal("explicitDeny");
      expect(
        deploys(action, own, { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" }),
      ).to.equal("explicitDeny");
    });
  }

  it("makes roles in the project's path alone", () => {
    expect(deploys("iam:CreateRole", roleArn(delivery, "stranger"), within)).to.equal("implicitDeny");
    expect(
      deploys("iam:PassRole", roleArn(delivery, "stranger"), { "iam:PassedToService": "lambda.amazonaws.com" }),
    ).to.equal("implicitDeny");
  });

  it("gives roles to functions and the gateway, and to nobody else", () => {
    expect(deploys("iam:PassRole", own, { "iam:PassedToService": "lambda.amazonaws.com" })).to.equal("allow");
    expect(deploys("iam:PassRole", own, { "iam:PassedToService": "ec2.amazonaws.com" })).to.equal("implicitDeny");
  });

  it("takes the boundary off no role, and puts no other on", () => {
    expect(deploys("iam:DeleteRolePermissionsBoundary", own, within)).to.equal("explicitDeny");
    expect(
      deploys("iam:PutRolePermissionsBoundary", own, { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/X" }),
    ).to.equal("explicitDeny");
  });

  const untouched: [what: string, arn: string, actions: string[]][] = [
    ["the boundary", boundary, ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy"]],
    ["its own policies", `${boundary.replace("boundary", "deploy-compute")}`, ["iam:CreatePolicyVersion"]],
    ["itself", roleArn(delivery, "atelier-deploy"), ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DeleteRole"]],
    ["the role that previews", roleArn(delivery, "atelier-preview"), ["iam:UpdateAssumeRolePolicy", "iam:PassRole"]],
    ["the provider", delivery.provider, ["iam:AddClientIDToOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider"]],
  ];
  for (const [what, arn, actions] of untouched)
    it(`cannot change ${what}, even were it an administrator's`, () => {
      for (const action of actions) {
        expect(deploys(action, arn, within), action).to.equal("explicitDeny");
        expect(administers(action, arn, within), action).to.equal("explicitDeny");
      }
    });

  it("reads the boundary, by which the program finds out whether there is one", () => {
    expect(deploys("iam:GetPolicy", boundary)).to.equal("allow");
  });

  it("starts and ends instances of the project alone", () => {
    const instance = "arn:aws:ec2:eu-west-3:000000000000:instance/i-0123456789abcdef0";
    const tagged = (stack: string) => ({ "aws:ResourceTag/atelier:stack": stack });
    expect(deploys("ec2:TerminateInstances", instance, tagged("atelier/prod"))).to.equal("allow");
    expect(deploys("ec2:TerminateInstances", instance, tagged("else/prod"))).to.equal("implicitDeny");
    expect(deploys("ec2:TerminateInstances", instance)).to.equal("implicitDeny");
  });

  it("reads no table's items, no upload and no secret but the passphrase", () => {
    expect(deploys("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-3:000000000000:table/events-1")).to.equal(
      "implicitDeny",
    );
    expect(deploys("s3:GetObject", "arn:aws:s3:::events-images-1/events/1")).to.equal("implicitDeny");
    const parameter = (name: string) => `arn:aws:ssm:eu-west-3:000000000000:parameter${name}`;
    expect(deploys("ssm:GetParameter", parameter("/atelier/docker/key"))).to.equal("implicitDeny");
    expect(deploys("ssm:GetParameter", parameter("/atelier/delivery/passphrase"))).to.equal("allow");
    expect(deploys("ssm:PutParameter", parameter("/atelier/delivery/passphrase"))).to.equal("implicitDeny");
  });

  it("has policies of a size that IAM takes", () => {
    const sizes = Object.values(deployPolicies(delivery)).map((one) => JSON.stringify(one).length);
    expect(Math.max(...sizes, JSON.stringify(boundaryPolicy(delivery)).length)).to.be.at.most(6144);
    expect(sizes.length).to.be.at.most(10);
    for (const inline of [guards(delivery), previewPolicy(delivery)])
      expect(JSON.stringify(inline).length).to.be.at.most(10_240);
  });
});

describe("infra/delivery: the role that previews", () => {
  const previews = asker(previewPolicy(delivery));
  const state = `arn:aws:s3:::${delivery.stateBucket}`;

  it("reads the state, without a lock of it", () => {
    expect(previews("s3:ListBucket", state)).to.equal("allow");
    expect(previews("s3:GetObject", `${state}/.pulumi/stacks/atelier/prod.json`)).to.equal("allow");
    for (const action of ["s3:PutObject", "s3:DeleteObject"])
      expect(previews(action, `${state}/.pulumi/locks/atelier/prod/1.json`)).to.equal("implicitDeny");
  });

  it("writes nothing of the program's", () => {
    expect(previews("iam:CreateRole", own, within)).to.equal("implicitDeny");
    expect(
      previews("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-3:000000000000:function:events-get-1"),
    ).to.equal("implicitDeny");
    expect(previews("apigateway:PATCH", "arn:aws:apigateway:eu-west-3::/restapis/1")).to.equal("implicitDeny");
  });
});

describe("infra/delivery: whom the roles trust", () => {
  const conditionOf = (...given: Parameters<typeof trustPolicy>) => trustPolicy(...given).Statement[0]?.Condition;
  const issuer = "token.actions.githubusercontent.com";

  it("are pull requests of the repository, or jobs in its environment, by name or by ids that never change", () => {
    const repository = { owner: "you", name: "atelier", ids: { owner: 12, repository: 345 } };
    expect(conditionOf(delivery.provider, repository, ofPullRequests)).to.deep.equal({
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: ["repo:you/atelier:pull_request", "repo:you@12/atelier@345:pull_request"],
      },
    });
    expect(conditionOf(delivery.provider, { owner: "you", name: "atelier" }, ofDeployments)).to.deep.include({
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: ["repo:you/atelier:environment:production"],
      },
    });
  });

  it("are trusted by the issuer that an enterprise has of its own, where the provider is of that", () => {
    const condition = conditionOf(`${delivery.provider}/acme`, { owner: "you", name: "atelier" }, ofPullRequests);
    expect(condition?.StringEquals).to.have.all.keys(`${issuer}/acme:aud`, `${issuer}/acme:sub`);
  });

  it("is a policy that IAM takes", () => {
    const policy = trustPolicy(delivery.provider, { owner: "you", name: "atelier" }, ofPullRequests);
    expect(() => compile([policy], "trust")).not.to.throw();
  });
});

describe("infra/delivery: the boundary of the program's roles", () => {
  it("allows all that the functions' own policies allow", async () => {
    const may = asker(boundaryPolicy(delivery));
    const context = { "ec2:ResourceTag/atelier:stack": "atelier/prod" };
    for (const { name, statements } of policiesOf(await delivered()))
      for (const { Action, Resource } of statements)
        for (const action of Action)
          for (const resource of Resource)
            expect(may(action, resource, context), `${name}: ${action}`).to.equal("allow");
  });

  it("allows no role to make roles, to reach what is not the project's, or to read the state's passphrase", () => {
    const may = asker(boundaryPolicy(delivery));
    expect(may("iam:CreateRole", own, within)).to.equal("implicitDeny");
    expect(may("sts:AssumeRole", roleArn(delivery, "admin"))).to.equal("implicitDeny");
    expect(may("s3:GetObject", "arn:aws:s3:::somebody-elses/secret")).to.equal("implicitDeny");
    expect(may("s3:GetObject", `arn:aws:s3:::${delivery.stateBucket}/.pulumi/stacks/atelier/prod.json`)).to.equal(
      "implicitDeny",
    );
    const passphrase = "arn:aws:ssm:eu-west-3:000000000000:parameter/atelier/delivery/passphrase";
    expect(may("ssm:GetParameter", passphrase)).to.equal("explicitDeny");
  });

  it("is on every role where a repository deploys, in the stack's own path, and offline holds them", async () => {
    const graph = await delivered();
    const roles = ofType(graph, "aws:iam/role:Role");
    expect(roles.length).to.be.above(20);
    for (const { inputs, name } of roles)
      expect(inputs, name).to.include({ permissionsBoundary: boundary, path: "/atelier/prod/" });
    const identities = new Identities(graph, { secret: (purpose) => purpose.padEnd(64, "0") }, {});
    for (const { outputs } of roles)
      expect(identities.ofRole(text(outputs, "arn"))?.boundary?.({ action: "iam:CreateRole", resource: own })).to.equal(
        "implicitDeny",
      );
  });

  it("is on no role of a stack that people deploy", async () => {
    for (const { inputs, name } of ofType(await graphOf("prod"), "aws:iam/role:Role"))
      expect(inputs, name).not.to.have.any.keys("permissionsBoundary", "path");
  });
});
