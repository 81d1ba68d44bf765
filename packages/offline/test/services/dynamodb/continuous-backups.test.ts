import {
  CreateTableCommand,
  DeleteTableCommand,
  ListTablesCommand,
  DescribeContinuousBackupsCommand,
  type PointInTimeRecoverySpecification,
  UpdateContinuousBackupsCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { eventually } from "../../support/poll";
import { failure, type Fixture, notes, start, withFolder } from "./support/fixture";

const TableName = "notes";
const day = 24 * 60 * 60 * 1000;

const describeOf = async ({ client }: Fixture) =>
  (await client.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
    ?.PointInTimeRecoveryDescription;

const update = ({ client }: Fixture, PointInTimeRecoverySpecification: PointInTimeRecoverySpecification) =>
  client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));

describe("DynamoDB's continuous backups", () => {
  let time = Date.parse("2026-11-21T12:00:00Z");
  const now = () => time;
  let fixture: Fixture;

  beforeEach(async () => {
    fixture = await start({ now });
  });

  afterEach(() => fixture.close());

  it("are switched on and off, and tell the times between which a table can be recovered", async () => {
    expect(await describeOf(fixture)).to.deep.equal({ PointInTimeRecoveryStatus: "DISABLED" });
    const since = new Date(time);
    const { ContinuousBackupsDescription } = await update(fixture, { PointInTimeRecoveryEnabled: true });
    const enabled = { PointInTimeRecoveryStatus: "ENABLED", RecoveryPeriodInDays: 35 };
    const atFirst = { ...enabled, EarliestRestorableDateTime: since, LatestRestorableDateTime: since };
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).to.deep.equal(atFirst);
    time += day;
    expect(await describeOf(fixture)).to.deep.equal({ ...atFirst, LatestRestorableDateTime: new Date(time) });
    await update(fixture, { PointInTimeRecoveryEnabled: false });
    expect(await describeOf(fixture)).to.deep.equal({ PointInTimeRecoveryStatus: "DISABLED" });
  });

  it("reach no further back than their period, which may be shortened", async () => {
    await update(fixture, { PointInTimeRecoveryEnabled: true });
    time += 50 * day;
    const earliest = async () => (await describeOf(fixture))?.EarliestRestorableDateTime?.getTime();
    expect(await earliest()).to.equal(time - 35 * day);
    await update(fixture, { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 });
    expect(await earliest()).to.equal(time - 7 * day);
  });

  it("refuse periods that DynamoDB refuses, and tables that are not there", async () => {
    for (const RecoveryPeriodInDays of [0, 36]) {
      const error = await failure(update(fixture, { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays }));
      expect(error.name).to.equal("ValidationException");
      expect(error.message).to.contain("recoveryPeriodInDays");
    }
    const specification = { PointInTimeRecoveryEnabled: true };
    const missing = { TableName: "missing", PointInTimeRecoverySpecification: specification };
    const error = await failure(fixture.client.send(new UpdateContinuousBackupsCommand(missing)));
    expect(error.name).to.equal("TableNotFoundException");
  });

  it("are off for a table that is made anew after it was deleted", async () => {
    await update(fixture, { PointInTimeRecoveryEnabled: true });
    await fixture.client.send(new DeleteTableCommand({ TableName }));
    // A table is deleted when its items are gone, which takes a moment.
    await eventually("the table to be gone", async () => {
      const { TableNames = [] } = await fixture.client.send(new ListTablesCommand({}));
      return TableNames.includes(TableName) ? undefined : true;
    });
    const created = new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    await fixture.client.send(created);
    expect(await describeOf(fixture)).to.deep.equal({ PointInTimeRecoveryStatus: "DISABLED" });
  });

  it("follow the program's declaration at each start, and stay on since when they were", async () => {
    await withFolder(async (directory) => {
      const since = new Date(time);
      for (const [pointInTimeRecovery, expected] of [
        [
          { enabled: true, days: 5 },
          { PointInTimeRecoveryStatus: "ENABLED", RecoveryPeriodInDays: 5 },
        ],
        [
          { enabled: true, days: 9 },
          { PointInTimeRecoveryStatus: "ENABLED", RecoveryPeriodInDays: 9 },
        ],
        [undefined, { PointInTimeRecoveryStatus: "DISABLED" }],
      ] as const) {
        const opened = await start({ directory, now, tables: [{ ...notes, pointInTimeRecovery }] });
        const told = await describeOf(opened);
        expect(told).to.include(expected);
        if (pointInTimeRecovery) expect(told?.EarliestRestorableDateTime).to.deep.equal(since);
        await opened.close();
        time += day;
      }
    });
  });
});
