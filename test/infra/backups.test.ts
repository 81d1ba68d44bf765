import { expect } from "chai";
import { type Graph, objects, ofType, text } from "../../packages/offline/src/graph/graph";
import { graphOf, only, policiesOf, statementsOf } from "../../packages/offline/test/support/graph";
import { allow, deadLettersOf, expectPolicies } from "../support/grants";
import { watched } from "../support/graphs";

const archiveName = "backups-archive";
const bucketType = "aws:s3/bucket:Bucket";
const tableType = "aws:dynamodb/table:Table";

const arnsOf = (graph: Graph, type: string): string[] => ofType(graph, type).map(({ outputs }) => text(outputs, "arn"));
const archiveArn = (graph: Graph): string => text(only(graph, bucketType, archiveName).outputs, "arn");

/** In the order of the policies. */
const named = (graph: Graph, type: string, names: string[]): string[] =>
  names.map((name) => text(only(graph, type, name).outputs, "arn"));
const tablesOf = (graph: Graph): string[] =>
  named(graph, tableType, ["events", "comments", "cityflow-metrics", "cityflow-daily-reports"]);
const bucketsOf = (graph: Graph): string[] => named(graph, bucketType, ["events-images", "cityflow-data"]);

/** What is said of the archive's objects below a prefix. */
const ruleOf = (graph: Graph, id: string) =>
  objects(
    only(graph, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", archiveName).inputs,
    "rules",
  ).find((rule) => rule.id === id);

describe("infra/backups: the archive", () => {
  it("keeps what is overwritten as versions (CKV_AWS_21, S3.14)", async () => {
    const { inputs } = only(await graphOf("prod"), "aws:s3/bucketVersioning:BucketVersioning");
    expect(inputs.versioningConfiguration).to.deep.equal({ status: "Enabled" });
    expect(inputs.bucket).to.equal(only(await graphOf("prod"), bucketType, archiveName).id);
  });

  it("sends exports and copies to Glacier after a month, and neither indexes, manifests nor backup.json", async () => {
    const graph = await graphOf("prod");
    const transitions = [{ days: 30, storageClass: "GLACIER" }];
    expect(ruleOf(graph, "tables")).to.deep.include({ filter: { prefix: "tables/" }, transitions });
    expect(ruleOf(graph, "objects")).to.deep.include({ filter: { prefix: "objects/" }, transitions });
    for (const id of ["indexes", "backups", "progress", "markers"]) {
      expect(ruleOf(graph, id), id).to.be.an("object");
      expect(ruleOf(graph, id), id).to.not.have.any.keys("transitions", "noncurrentVersionTransitions");
    }
  });

  it("deletes exports and indexes after a year, with what says that they are a backup", async () => {
    const graph = await graphOf("prod");
    for (const id of ["tables", "indexes", "backups"])
      expect(ruleOf(graph, id), id).to.deep.include({
        filter: { prefix: `${id}/` },
        expiration: { days: 365 },
        noncurrentVersionExpiration: { noncurrentDays: 7 },
      });
  });

  it("deletes no copy that an index names: only those that are not the latest, later than any index of them", async () => {
    const rule = ruleOf(await graphOf("prod"), "objects");
    expect(rule).to.not.have.property("expiration");
    expect(rule).to.deep.include({ noncurrentVersionExpiration: { noncurrentDays: 365 + 7 } });
  });

  it("goes by the days that the stack asks for", async () => {
    const graph = await watched();
    expect(ruleOf(graph, "tables")).to.deep.include({
      transitions: [{ days: 10, storageClass: "GLACIER" }],
      expiration: { days: 90 },
    });
    expect(ruleOf(graph, "objects")).to.deep.include({ noncurrentVersionExpiration: { noncurrentDays: 97 } });
  });

  it("is read by other accounts where the stack names them", async () => {
    const graph = await watched();
    const policy = text(only(graph, "aws:s3/bucketPolicy:BucketPolicy", archiveName).inputs, "policy");
    const arn = archiveArn(graph);
    expect(statementsOf(policy).slice(1)).to.deep.equal([
      allow("s3:ListBucket", arn),
      allow(["s3:GetObject", "s3:GetObjectVersion", "s3:RestoreObject"], `${arn}/*`),
    ]);
    expect(JSON.parse(policy).Statement[1].Principal).to.deep.equal({
      AWS: ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"],
    });
  });
});

describe("infra/backups: when", () => {
  it("is each night, and every ten minutes where one is not complete", async () => {
    const expressions = async (graph: Graph) =>
      ["daily", "continue"].map(
        (name) => only(graph, "aws:cloudwatch/eventRule:EventRule", `backups-${name}`).inputs.scheduleExpression,
      );
    expect(await expressions(await graphOf("prod"))).to.deep.equal(["cron(0 2 * * ? *)", "rate(10 minutes)"]);
    expect(await expressions(await watched())).to.deep.equal(["cron(30 4 * * ? *)", "rate(10 minutes)"]);
    const target = only(await graphOf("prod"), "aws:cloudwatch/eventTarget:EventTarget", "backups-continue");
    expect(target.inputs.input).to.equal('{"mode":"continue"}');
  });

  it("is at the first deployment as well", async () => {
    const graph = await graphOf("prod");
    expect(only(graph, "aws:lambda/invocation:Invocation", "backups-first").inputs).to.include({
      functionName: only(graph, "aws:lambda/function:Function", "backups-run").outputs.name,
      input: '{"mode":"first"}',
      lifecycleScope: "CREATE_ONLY",
    });
  });

  it("leaves no run the time to meet the next one", async () => {
    expect(only(await graphOf("prod"), "aws:lambda/function:Function", "backups-run").inputs.timeout).to.be.below(600);
  });
});

describe("infra/backups: what their functions may", () => {
  /** The same in all stacks. */
  const ofBuckets = (graph: Graph) => {
    const archive = archiveArn(graph);
    const inArchive = (...prefixes: string[]) => ({ Resource: prefixes.map((prefix) => `${archive}/${prefix}*`) });
    return [
      allow(["s3:GetObject", "s3:PutObject"], "", inArchive("progress.json", "backups/", "indexes/", "tables/")),
      allow(["s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject"], `${archive}/objects/*`),
      allow(["s3:ListBucket", "s3:ListBucketVersions"], archive),
      allow("s3:ListBucket", "", { Resource: bucketsOf(graph) }),
      allow("s3:GetObject", "", { Resource: bucketsOf(graph).map((arn) => `${arn}/*`) }),
    ];
  };

  it("is of all tables and buckets, but for the site's, whose files are the program's own", async () => {
    const graph = await graphOf("prod");
    expect(tablesOf(graph)).to.have.members(arnsOf(graph, tableType));
    const pages = text(only(graph, bucketType, "site-pages").outputs, "arn");
    expect([...bucketsOf(graph), archiveArn(graph), pages]).to.have.members(arnsOf(graph, bucketType));
  });

  it("is to scan tables where they have no recovery of their own", async () => {
    const graph = await graphOf("localstack");
    const scan = allow(["dynamodb:DescribeTable", "dynamodb:Scan"], "", { Resource: tablesOf(graph) });
    const letters = allow("sqs:SendMessage", deadLettersOf(graph));
    expectPolicies(graph, "backups-run", { "backups-run": [...ofBuckets(graph), scan, letters] });
  });

  it("is to ask for exports where they have", async () => {
    const graph = await graphOf("prod");
    const tables = tablesOf(graph);
    expectPolicies(graph, "backups-run", {
      "backups-run": [
        ...ofBuckets(graph),
        allow(["dynamodb:DescribeTable", "dynamodb:ExportTableToPointInTime"], "", { Resource: tables }),
        allow("dynamodb:DescribeExport", "", { Resource: tables.map((arn) => `${arn}/export/*`) }),
        allow(["s3:AbortMultipartUpload", "s3:PutObjectAcl"], `${archiveArn(graph)}/tables/*`),
        allow("sqs:SendMessage", deadLettersOf(graph)),
      ],
    });
  });

  /** What the restoring function may, with these archives. */
  const restoring = (graph: Graph, archives: string[]) => {
    const inArchives = (...prefixes: string[]) => ({
      Resource: archives.flatMap((archive) => prefixes.map((prefix) => `${archive}/${prefix}*`)),
    });
    const [tables, buckets] = [tablesOf(graph), bucketsOf(graph)];
    return [
      allow("s3:ListBucket", "", { Resource: [...archives, ...buckets] }),
      allow("s3:GetObject", "", inArchives("backups/", "indexes/", "tables/")),
      allow("s3:GetObjectVersion", "", inArchives("objects/")),
      allow("s3:RestoreObject", "", inArchives("tables/", "objects/")),
      allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "", { Resource: buckets.map((arn) => `${arn}/*`) }),
      allow(
        ["DescribeTable", "BatchGetItem", "PutItem", "BatchWriteItem", "Scan"].map((action) => `dynamodb:${action}`),
        "",
        { Resource: tables },
      ),
    ];
  };

  it("is to read the archive, and to write to tables and buckets, where a person restores", async () => {
    const graph = await graphOf("prod");
    expectPolicies(graph, "backups-restore", { "backups-restore": restoring(graph, [archiveArn(graph)]) });
  });

  it("is to read another stack's archive as well, where the configuration names it", async () => {
    const graph = await watched();
    const archives = [archiveArn(graph), "arn:aws:s3:::another-archive"];
    const { statements = [] } = policiesOf(graph).find(({ name }) => name === "backups-restore") ?? {};
    expect(statements.slice(0, 6)).to.deep.equal(restoring(graph, archives));
  });

  it("is to write to tables for the one that restores alone", async () => {
    for (const stack of ["localstack", "prod"]) {
      const writing = policiesOf(await graphOf(stack)).filter(({ statements }) =>
        statements.some(({ Action }) =>
          Action.some((action) => /^dynamodb:(Put|Update|Delete|BatchWrite)/.test(action)),
        ),
      );
      const names = writing.map(({ name }) => name).filter((name) => name.startsWith("backups-"));
      expect(names, stack).to.deep.equal(["backups-restore"]);
    }
  });

  it("is to delete no version of what is in the archive, whichever function it is", async () => {
    for (const stack of ["localstack", "prod"]) {
      const statements = policiesOf(await graphOf(stack)).flatMap((policy) => policy.statements);
      const actions = statements.flatMap(({ Action }) => Action);
      expect(actions).to.include("s3:GetObjectVersion");
      expect(actions.filter((action) => /^s3:(\*|Delete\*|DeleteObject\*|DeleteObjectVersion)$/.test(action))).to.be
        .empty;
    }
  });
});
