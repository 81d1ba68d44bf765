import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { type Graph, object, ofType, type Resource, text } from "../../packages/offline/src/graph/graph";
import { deadLettersOf } from "../support/grants";
import { graphOf, policiesOf } from "../../packages/offline/test/support/graph";

const functionsOf = (graph: Graph): Resource[] => ofType(graph, "aws:lambda/function:Function");

/** The functions that a service may invoke. */
function invokedBy(graph: Graph, principal: string): Resource[] {
  const permissions = ofType(graph, "aws:lambda/permission:Permission").map(({ inputs }) => inputs);
  const names = permissions.filter((permission) => permission.principal === principal).map((one) => one.function);
  return functionsOf(graph).filter(({ outputs }) => names.includes(outputs.name));
}

/** What a function runs: its own code, and what that needs of packages. */
const codeOf = ({ files }: Resource): Buffer =>
  Buffer.concat(["index.js", "packages.js"].map((file) => Buffer.from(files.code?.[file] ?? [])));

/** How many kilobytes a function's code may have, compressed, by the first of these that its name matches. */
const mostKilobytes: [names: RegExp, kilobytes: number][] = [
  [/^backups-/, 110],
  [/upload|image|delete|ingest|get-status/, 95],
  [/create|put/, 64],
  [/^(events|comments|cityflow|health)-/, 58],
  [/./, 70],
];

/** Actions that know no resource; AWS demands `*` for them. */
const withoutResource = ["ec2:DescribeInstances"];

describe("infra/lambda: every function", () => {
  for (const stack of ["localstack", "prod"]) {
    describe(stack, () => {
      let graph: Graph;

      before(async () => {
        graph = await graphOf(stack);
        expect(functionsOf(graph)).to.not.be.empty;
      });

      it("runs Node.js 22 on arm64, in memory and time that are stated (Lambda.2)", () => {
        for (const { name, inputs } of functionsOf(graph)) {
          expect(inputs, name).to.deep.include({
            runtime: "nodejs22.x",
            architectures: ["arm64"],
            handler: "index.handler",
          });
          expect(inputs.memorySize, name).to.be.within(128, 1024);
          expect(inputs.timeout, name).to.be.within(1, name.startsWith("backups-") ? 900 : 300);
        }
      });

      it("answers the API before the gateway's 29 seconds are over", () => {
        const called = invokedBy(graph, "apigateway.amazonaws.com");
        expect(called).to.not.be.empty;
        for (const { name, inputs } of called) expect(inputs.timeout, name).to.be.within(1, 28);
      });

      it("has dead letters kept exactly where an event invokes it (CKV_AWS_116 is waived for those that callers wait for)", () => {
        const triggered = ["s3.amazonaws.com", "events.amazonaws.com"].flatMap((principal) =>
          invokedBy(graph, principal),
        );
        const names = functionsOf(graph).flatMap(({ name, inputs }) => (inputs.deadLetterConfig ? [name] : []));
        expect(triggered).to.not.be.empty;
        expect(names).to.have.members(triggered.map(({ name }) => name));
        for (const { name, inputs } of triggered)
          expect(inputs.deadLetterConfig, name).to.deep.equal({ targetArn: deadLettersOf(graph) });
      });

      it("has a role of its own, for Lambda alone", () => {
        const roles = functionsOf(graph).map(({ inputs }) => inputs.role);
        expect(new Set(roles).size).to.equal(roles.length);
        for (const { inputs } of ofType(graph, "aws:iam/role:Role")) {
          expect(JSON.parse(text(inputs, "assumeRolePolicy")).Statement).to.deep.equal([
            { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
          ]);
        }
      });

      it("logs as JSON into a group of its own that forgets (CKV_AWS_338 is waived: a year of logs costs money)", () => {
        const groups = new Map(
          ofType(graph, "aws:cloudwatch/logGroup:LogGroup").map(({ outputs, inputs }) => [outputs.name, inputs]),
        );
        for (const { name, inputs } of functionsOf(graph)) {
          const { logFormat, logGroup } = object(inputs, "loggingConfig");
          expect(logFormat, name).to.equal("JSON");
          expect(groups.get(logGroup), name).to.include({ retentionInDays: 14 });
          groups.delete(logGroup);
        }
        // What the API's stage logs into is no function's.
        const ofStages = ofType(graph, "aws:apigateway/stage:Stage").flatMap(({ inputs }) => {
          const { destinationArn } = object(inputs, "accessLogSettings");
          return destinationArn === undefined ? [] : [String(destinationArn).split(":").at(-1)];
        });
        expect([...groups.keys()], "log groups nobody writes to").to.have.members(ofStages);
      });

      it("carries its own code and a little of packages, without secrets or addresses of a home", () => {
        for (const lambda of functionsOf(graph)) {
          const { name, files } = lambda;
          const packages = name === "monitoring-canary" ? [] : ["packages.js"];
          expect(Object.keys(files.code ?? {}), name).to.have.members(["index.js", "index.js.map", ...packages]);
          const code = codeOf(lambda);
          const most = mostKilobytes.find(([names]) => names.test(name))?.[1] ?? 0;
          expect(gzipSync(code).length / 1024, name).to.be.below(most);
          expect(code.toString("utf8"))
            .to.not.contain("localhost:4566")
            .and.to.not.contain(String(graph.outputs.apiKey));
        }
      });

      it("carries a source map of the program's own code, and nothing of its contents, in 15 KB at most", () => {
        for (const { name, inputs, files } of functionsOf(graph)) {
          const [code, map] = ["index.js", "index.js.map"].map((file) => Buffer.from(files.code?.[file] ?? []));
          expect(code?.toString("utf8").split("\n").at(-1), name).to.equal("//# sourceMappingURL=index.js.map");
          expect(gzipSync(map ?? "").length, name).to.be.below(15 * 1024);
          const { sources, sourcesContent } = JSON.parse(String(map));
          expect(sourcesContent, name).to.equal(undefined);
          expect(sources, name).to.not.be.empty;
          for (const source of sources)
            expect(source, name)
              .to.match(/^functions\/.+\.ts$/)
              .and.to.satisfy(existsSync);
          expect(object(object(inputs, "environment"), "variables"), name).to.include({
            NODE_OPTIONS: "--enable-source-maps",
          });
        }
      });

      it("takes its credentials and settings from its environment, and ships no other way to find some", () => {
        for (const lambda of functionsOf(graph)) {
          const { name } = lambda;
          const code = codeOf(lambda).toString("utf8");
          // The canary calls no service.
          if (name !== "monitoring-canary") expect(code, name).to.contain("AWS_SESSION_TOKEN");
          expect(code, name).to.not.contain("AWS_WEB_IDENTITY_TOKEN_FILE");
          expect(code, name).to.not.contain("AWS_CONTAINER_CREDENTIALS_FULL_URI");
          expect(code, name).to.not.contain("AWS_CONFIG_FILE");
          expect(code, name).to.not.contain("169.254.169.254");
        }
      });
    });
  }
});

describe("infra: every policy", () => {
  for (const stack of ["localstack", "prod"]) {
    describe(stack, () => {
      let graph: Graph;

      before(async () => {
        graph = await graphOf(stack);
        expect(policiesOf(graph)).to.have.length(functionsOf(graph).length);
      });

      it("names each action in full (AwsSolutions-IAM5, CKV_AWS_355)", () => {
        for (const { name, statements } of policiesOf(graph)) {
          for (const action of statements.flatMap(({ Action }) => Action))
            expect(action, name).to.match(/^[a-z0-9-]+:[A-Za-z]+$/);
        }
      });

      it("names resources wherever the action knows any (CKV_AWS_290)", () => {
        for (const { name, statements } of policiesOf(graph)) {
          for (const { Action, Resource } of statements) {
            if (Resource.includes("*")) expect(withoutResource, name).to.include.members(Action);
            else
              for (const arn of Resource)
                expect(arn, name).to.match(
                  /^arn:aws:(s3:::[a-z0-9-]+(\/.+)?|sqs:[a-z0-9-]+:\d+:[\w-]+|[a-z0-9-]+:[a-z0-9-]*:\d*:[a-z-]+[:/].+)$/,
                );
          }
        }
      });

      it("is the program's own: no managed policy is attached (AwsSolutions-IAM4)", () => {
        for (const type of [
          "rolePolicyAttachment:RolePolicyAttachment",
          "policy:Policy",
          "policyAttachment:PolicyAttachment",
        ]) {
          expect(ofType(graph, `aws:iam/${type}`)).to.be.empty;
        }
        for (const { inputs } of ofType(graph, "aws:iam/role:Role"))
          expect(inputs).to.not.have.any.keys("managedPolicyArns", "inlinePolicies");
      });
    });
  }
});
