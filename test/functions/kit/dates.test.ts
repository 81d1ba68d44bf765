import { expect } from "chai";
import fc from "fast-check";
import { daysBefore, instantOf, isDay } from "../../../functions/kit/dates";

describe("functions/dates", () => {
  it("takes RFC 3339 date-times for their instant", () => {
    for (const [text, instant] of [
      ["2026-03-15T09:00:00Z", "2026-03-15T09:00:00."],
      ["2026-03-15t09:00:00z", "2026-03-15T09:00:00."],
      ["2026-03-15T09:00:00+02:00", "2026-03-15T07:00:00."],
      ["2026-03-15T09:00:00-00:30", "2026-03-15T09:30:00."],
      ["2026-03-15T09:00:00.1200Z", "2026-03-15T09:00:00.12"],
      ["2024-02-29T23:59:59.999999999Z", "2024-02-29T23:59:59.999999999"],
      ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00."],
      ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59."],
      // Leap seconds are the second after them (RFC 3339, 5.7 and 5.8).
      ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00."],
      ["1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00."],
      ["2015-06-30T23:59:60.5Z", "2015-07-01T00:00:00.5"],
    ]) {
      expect(instantOf(text ?? ""), text).to.equal(instant);
    }
  });

  it("refuses everything else", () => {
    for (const text of [
      "",
      "2026-03-15",
      "2026-03-15 09:00:00Z",
      "2026-03-15T09:00Z",
      "2026-03-15T09:00:00",
      "2026-03-15T09:00:00.Z",
      "2026-03-15T24:00:00Z",
      "2026-03-15T09:60:00Z",
      "2016-12-30T23:59:60Z",
      "2016-12-31T22:59:60Z",
      "2016-12-31T23:59:60+01:00",
      "2016-12-31T23:59:61Z",
      "9999-12-31T23:59:60Z",
      "2026-02-29T00:00:00Z",
      "2026-04-31T00:00:00Z",
      "2026-13-01T00:00:00Z",
      "2026-00-10T00:00:00Z",
      "2026-03-00T00:00:00Z",
      "2026-03-15T09:00:00+24:00",
      "2026-03-15T09:00:00+02",
      "+02026-03-15T09:00:00Z",
      "0000-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
      "2026-03-15T09:00:00Z\n",
    ]) {
      expect(instantOf(text), JSON.stringify(text)).to.equal(undefined);
    }
  });

  it("sorts as time does, whatever the offsets", () => {
    const time = fc.integer({ min: Date.UTC(1, 0, 2), max: Date.UTC(9998, 0, 1) });
    const offset = fc.integer({ min: -1439, max: 1439 });
    /** The same instant as read on a clock that is `minutes` ahead of UTC. */
    const written = (instant: number, minutes: number): string => {
      const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      const zone = [hours, rest].map((part) => String(part).padStart(2, "0")).join(":");
      return new Date(instant + minutes * 60_000).toISOString().replace("Z", `${minutes < 0 ? "-" : "+"}${zone}`);
    };
    fc.assert(
      fc.property(time, time, offset, offset, (one, other, here, there) => {
        const [left = "", right = ""] = [instantOf(written(one, here)), instantOf(written(other, there))];
        expect(left).to.not.equal("");
        expect(Math.sign(one - other)).to.equal(left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });

  it("knows the days of the calendar, and counts back across months and leap years", () => {
    for (const day of ["2025-11-03", "2024-02-29", "0000-01-01", "9999-12-31"]) expect(isDay(day), day).to.equal(true);
    for (const text of [
      "",
      "2025-02-29",
      "2025-11-31",
      "2025-13-01",
      "2025-1-03",
      "20251103",
      "totals",
      "2025-11-03\n",
    ])
      expect(isDay(text), text).to.equal(false);
    expect(daysBefore("2024-03-01", 1)).to.equal("2024-02-29");
    expect(daysBefore("2025-01-07", 7)).to.equal("2024-12-31");
    expect(daysBefore("2025-01-07", 0)).to.equal("2025-01-07");
  });
});
