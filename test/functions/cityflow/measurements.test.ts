import { expect } from "chai";
import { isUnusable } from "../../../functions/cityflow/csv";
import { dayOf, lineParser, readMeasurements } from "../../../functions/cityflow/measurements";

const date = "2025-11-03";
const parse = lineParser(date);

async function read(csv: string): Promise<{ count: number; rejected: string[]; hours: number[] }> {
  const rejected: string[] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(csv);
  }
  const { count, perHour } = await readMeasurements(pieces(), date, (line) => rejected.push(line));
  return { count, rejected, hours: perHour.filter((hour) => hour.count > 0).map(({ hour }) => hour) };
}

async function refusalOf(csv: string): Promise<string> {
  try {
    await read(csv);
  } catch (error) {
    if (isUnusable(error)) return error.message;
    throw error;
  }
  throw new Error("the file was not refused");
}

describe("functions/measurements: a line", () => {
  it("is a moment of the file's day in UTC, a place and a number", () => {
    for (const [line, hour, value] of [
      ["2025-11-03T00:00:00Z,Rivoli,4", 0, 4],
      ["2025-11-03T23:59:59.999999Z,Rivoli,-4.50", 23, -4.5],
      ["2025-11-03t08:00:00z,Rivoli,.5", 8, 0.5],
      ["2025-11-03T01:30:00+01:00,Rivoli,1e3", 0, 1000],
      ["2025-11-04T00:59:59+01:00,Rivoli,+1.", 23, 1],
      ["2025-11-02T23:00:00-01:00,Rivoli,0", 0, 0],
      ['"2025-11-03T10:00:00Z","Rivoli","1"', 10, 1],
    ] as const) {
      expect(parse(line), line).to.deep.equal({ hour, place: "Rivoli", value });
    }
  });

  it("counts a place's characters, not their halves", () => {
    const [longest, tooLong] = ["🚲".repeat(100), "🚲".repeat(101)];
    expect(parse(`2025-11-03T10:00:00Z,${longest},1`)).to.deep.equal({ hour: 10, place: longest, value: 1 });
    expect(parse(`2025-11-03T10:00:00Z,${tooLong},1`)).to.equal(undefined);
  });

  it("is rejected on another day of UTC, whatever its own clock says", () => {
    for (const timestamp of [
      "2025-11-02T23:59:59.999Z",
      "2025-11-04T00:00:00Z",
      "2025-11-03T00:30:00+01:00",
      "2025-11-03T23:30:00-01:00",
      "2024-11-03T00:00:00Z",
    ]) {
      expect(parse(`${timestamp},Rivoli,1`), timestamp).to.equal(undefined);
    }
  });

  for (const line of [
    "broken",
    "2025-11-03T00:00:00Z,Rivoli",
    "2025-11-03T00:00:00Z,Rivoli,1,2",
    "2025-11-03T00:00:00Z,,1",
    `2025-11-03T00:00:00Z,${"x".repeat(101)},1`,
    '2025-11-03T00:00:00Z,"Rivoli,1',
    "2025-11-03T00:00:00,Rivoli,1",
    "2025-11-03T00:00:60Z,Rivoli,1",
    "2025-11-03T24:00:00Z,Rivoli,1",
    "2025-11-03 00:00:00Z,Rivoli,1",
    "2025-11-03T00:00:00Zx,Rivoli,1",
    "2025-11-03T00:00:00Z,Rivoli,",
    "2025-11-03T00:00:00Z,Rivoli, 1",
    "2025-11-03T00:00:00Z,Rivoli,0x10",
    "2025-11-03T00:00:00Z,Rivoli,1,5",
    "2025-11-03T00:00:00Z,Rivoli,NaN",
    "2025-11-03T00:00:00Z,Rivoli,Infinity",
    "2025-11-03T00:00:00Z,Rivoli,1e999",
    "2025-11-03T00:00:00Z,Rivoli,1000000001",
  ]) {
    it(`is rejected where it does not parse: ${line.slice(0, 60)}`, () => expect(parse(line)).to.equal(undefined));
  }
});

describe("functions/measurements: a file", () => {
  it("hands its rejected lines on as they are, and takes the others", async () => {
    const csv = [
      "timestamp,place,value",
      "2025-11-03T05:00:00Z,Rivoli,4",
      "broken, line",
      "2025-11-04T00:00:00+01:00,Bastille,4",
      "2025-11-04T00:00:00Z,Bastille,4",
    ];
    expect(await read(csv.join("\r\n"))).to.deep.equal({
      count: 2,
      rejected: ["broken, line", "2025-11-04T00:00:00Z,Bastille,4"],
      hours: [5, 23],
    });
  });

  it("may have no measurements, and even no line at all", async () => {
    for (const csv of [
      "",
      "\n",
      "timestamp,place,value",
      "\uFEFFtimestamp,place,value\r\n",
      '"timestamp","place","value"',
    ]) {
      expect(await read(csv), JSON.stringify(csv)).to.deep.equal({ count: 0, rejected: [], hours: [] });
    }
  });

  for (const header of [
    "place,timestamp,value",
    "timestamp,place,value,unit",
    "Timestamp,Place,Value",
    '"timestamp,place",value',
    "2025-11-03T05:00:00Z,Rivoli,4",
  ]) {
    it(`is refused as a whole where it begins with ${header}`, async () => {
      expect(await refusalOf(`${header}\n2025-11-03T05:00:00Z,Rivoli,4\n`)).to.equal(
        "its first line is not timestamp,place,value",
      );
    });
  }
});

describe("functions/measurements: a key", () => {
  it("names type and day", () => {
    expect(dayOf("measurements/bikes/2025-11-03.csv")).to.deep.equal({ type: "bikes", date });
    expect(dayOf(`measurements/a${"-9".repeat(15)}x/2024-02-29.csv`)?.date).to.equal("2024-02-29");
  });

  for (const key of [
    "measurements/2025-11-03.csv",
    "measurements/bikes/2025-02-29.csv",
    "measurements/bikes/2025-11-3.csv",
    "measurements/Bikes/2025-11-03.csv",
    "measurements/9/2025-11-03.csv",
    `measurements/${"a".repeat(33)}/2025-11-03.csv`,
    "measurements/bikes/north/2025-11-03.csv",
    "measurements/bikes/2025-11-03.csv.csv",
    "rejected/bikes/2025-11-03.csv",
    "measurements/bikes\n/2025-11-03.csv",
  ]) {
    it(`of any other form names none: ${JSON.stringify(key)}`, () => expect(dayOf(key)).to.equal(undefined));
  }
});
