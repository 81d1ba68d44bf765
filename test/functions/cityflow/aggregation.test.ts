import { expect } from "chai";
import fc from "fast-check";
import { aggregation, type Figures, type Measurement } from "../../../functions/cityflow/aggregation";

function figuresOf(measurements: Measurement[]): Figures {
  const { add, figures } = aggregation();
  for (const measurement of measurements) add(measurement);
  return figures();
}

const at = (value: number, hour = 0, place = "Rivoli"): Measurement => ({ hour, place, value });

/** Values in thousandths, so that the expectation is computed in whole numbers, without rounding. */
const thousandths = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
const measurement = fc.record({
  hour: fc.nat(23),
  place: fc.constantFrom(..."ABCDEFGHIJKLMNO"),
  thousandths: fc.oneof(thousandths, fc.integer({ min: -5, max: 5 })),
});

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length / 1000;

/** The least value that at least 95 of 100 are not above. */
const percentile = (values: number[]): number | undefined =>
  [...values]
    .sort((a, b) => a - b)
    .find((one) => 100 * values.filter((value) => value <= one).length >= 95 * values.length);

describe("functions/aggregation", () => {
  it("agrees with a computation by the definitions, on any measurements in any order", () => {
    fc.assert(
      fc.property(fc.array(measurement, { minLength: 1, maxLength: 200 }), (made) => {
        const figures = figuresOf(made.map(({ thousandths: value, ...rest }) => ({ ...rest, value: value / 1000 })));
        const values = made.map((one) => one.thousandths);
        expect(figures.count).to.equal(values.length);
        expect(figures.min).to.equal(Math.min(...values) / 1000);
        expect(figures.max).to.equal(Math.max(...values) / 1000);
        expect(figures.mean).to.be.closeTo(mean(values), 1e-6);
        expect(figures.p95).to.equal((percentile(values) ?? NaN) / 1000);
        figures.perHour.forEach((hour, index) => {
          const inHour = made.filter((one) => one.hour === index).map((one) => one.thousandths);
          expect(hour).to.include({ hour: index, count: inHour.length });
          if (inHour.length > 0) expect(hour.mean).to.be.closeTo(mean(inHour), 1e-6);
          else expect(hour).to.not.have.property("mean");
        });
        const totals = new Map<string, number>();
        for (const one of made) totals.set(one.place, (totals.get(one.place) ?? 0) + one.thousandths);
        const ranking = [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 10);
        expect(figures.topPlaces).to.deep.equal(ranking.map(([place, total]) => ({ place, total: total / 1000 })));
      }),
    );
  });

  it("counts 24 hours and nothing else where there are no measurements", () => {
    expect(figuresOf([])).to.deep.equal({
      count: 0,
      perHour: Array.from({ length: 24 }, (_, hour) => ({ hour, count: 0 })),
      topPlaces: [],
    });
  });

  it("takes the nearest rank for the percentile: a value that was measured", () => {
    const upTo = (count: number) => figuresOf(Array.from({ length: count }, (_, index) => at(index + 1))).p95;
    for (const [count, rank] of [
      [1, 1],
      [19, 19],
      [20, 19],
      [21, 20],
      [40, 38],
      [100, 95],
      [101, 96],
      [2400, 2280],
    ] as const) {
      expect(upTo(count), `of ${count}`).to.equal(rank);
    }
  });

  it("adds up without drifting: a hundred thousand tenths are ten thousand", () => {
    const figures = figuresOf(Array.from({ length: 100_000 }, () => at(0.1)));
    expect(figures.topPlaces).to.deep.equal([{ place: "Rivoli", total: 10_000 }]);
    expect(figures.mean).to.equal(0.1);
    expect(
      figuresOf([at(1e9), ...Array.from({ length: 1000 }, () => at(1e-6)), at(-1e9)]).topPlaces[0]?.total,
    ).to.equal(0.001);
  });

  it("lists ten places, greatest totals first, ties by name", () => {
    const places = ["b", "a", "c", "é", "Z", "d", "e", "f", "g", "h", "i", "j"];
    const figures = figuresOf([...places.map((place) => at(1, 0, place)), at(1, 0, "j"), at(-1, 0, "a")]);
    expect(figures.topPlaces.map(({ place }) => place)).to.deep.equal([
      "j",
      "Z",
      "b",
      "c",
      "d",
      "e",
      "f",
      "g",
      "h",
      "i",
    ]);
  });
});
