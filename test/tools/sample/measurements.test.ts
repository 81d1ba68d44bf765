import { expect } from "chai";
import { readMeasurements } from "../../../functions/cityflow/measurements";
import { lastDays, sampleFile, sampleTypes } from "../../../tools/sample/measurements";

const dates = ["2025-11-01", "2025-11-04", "2024-02-29"];

describe("tools/sample/measurements", () => {
  for (const type of sampleTypes) {
    it(`makes files of ${type} that the ingest takes whole`, async () => {
      for (const date of dates) {
        const { csv, count, key } = sampleFile(type, date);
        expect(key).to.equal(`measurements/${type}/${date}.csv`);
        const rejected: string[] = [];
        async function* pieces(): AsyncGenerator<Uint8Array> {
          yield Buffer.from(csv);
        }
        const figures = await readMeasurements(pieces(), date, (line) => rejected.push(line));
        expect(rejected).to.deep.equal([]);
        expect(figures.count).to.equal(count);
        expect(figures.perHour.map((hour) => hour.count)).to.deep.equal(Array.from({ length: 24 }, () => count / 24));
        for (const { place } of figures.topPlaces) expect(place).to.match(/ \(sample\)$/);
      }
    });
  }

  it("makes the same file of a day on every run, and other files of other days", () => {
    for (const type of sampleTypes) {
      expect(sampleFile(type, "2025-11-01")).to.deep.equal(sampleFile(type, "2025-11-01"));
      expect(sampleFile(type, "2025-11-01").csv.replaceAll("2025-11-01", "2025-11-08")).to.not.equal(
        sampleFile(type, "2025-11-08").csv,
      );
    }
  });

  it("counts days that have ended, in UTC, the last one last", () => {
    expect(lastDays(3, new Date("2025-03-02T00:00:00Z"))).to.deep.equal(["2025-02-27", "2025-02-28", "2025-03-01"]);
    expect(lastDays(1, new Date("2025-03-02T23:59:59Z"))).to.deep.equal(["2025-03-01"]);
  });

  it("knows no other types", () => {
    expect(() => sampleFile("boats", "2025-11-01")).to.throw("no samples of boats: there are bikes, traffic, weather");
  });
});
