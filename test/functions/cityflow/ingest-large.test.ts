import { expect } from "chai";
import { CityHost, csv, uniqueType } from "../../support/city";

const date = "2025-11-03";
const megabyte = 1024 * 1024;

/** Lines of one length, so that a file has just so many of them. */
const line = (index: number): string => {
  const [hour, minute, second] = [index % 24, index % 60, index % 60].map((part) => String(part).padStart(2, "0"));
  return `${date}T${hour}:${minute}:${second}Z,place ${String(index % 1000).padStart(3, "0")},${100 + (index % 900)}\n`;
};

describe("city analytics: large files", function () {
  this.timeout(180_000);
  let city: CityHost;

  before(async () => {
    city = await CityHost.start();
  });

  after(() => city.close());

  it("are aggregated up to 50 MB, as they come", async () => {
    const type = uniqueType();
    const count = Math.floor((50 * megabyte - csv().length) / line(0).length / 900) * 900;
    const block = Array.from({ length: 9000 }, (_, index) => line(index)).join("");
    const content = csv() + block.repeat(Math.ceil(count / 9000)).slice(0, count * line(0).length);
    expect(content.length).to.be.within(49.9 * megabyte, 50 * megabyte);
    await city.drop(type, date, content);
    const metric = await city.untilCount(type, date, count, 150);
    expect(metric).to.include({ min: 100, max: 999, mean: 549.5, p95: 954, rejectedLines: 0 });
    expect(city.logs.filter((line) => line.includes("cityflow-ingest"))).to.be.empty;
  });

  it("keep all their lines where none parses", async () => {
    const type = uniqueType();
    const broken = `${"broken ".repeat(10)}\n`;
    const content = csv() + broken.repeat(Math.floor((20 * megabyte) / broken.length));
    await city.drop(type, date, content);
    await city.untilCount(type, date, 0, 150);
    await city.untilText(`rejected/${type}/${date}.csv`, content);
  });

  it("are refused above 50 MB, and kept", async () => {
    const type = uniqueType();
    const key = `rejected/${type}/${date}.csv`;
    const content = Buffer.alloc(50 * megabyte + 1, "x");
    await city.drop(type, date, content);
    await city.untilText(key, content.toString());
    expect(city.logs.join("\n")).to.contain(
      `measurements/${type}/${date}.csv cannot be taken: it is larger than 50 MB; it is kept as ${key}`,
    );
  });
});
