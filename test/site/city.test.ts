import { expect } from "chai";
import { type Api, sharedApi } from "../support/api";
import { visits } from "../support/browser";
import { City, csv, uniqueType, valuesOf } from "../support/city";

describe("site: city", () => {
  const visit = visits();
  let api: Api;
  let city: City;

  before(async () => {
    api = await sharedApi();
    city = new City(api);
  });

  const brought: string[] = [];

  after(async () => {
    for (const key of brought) await city.remove(key);
    await city.clean();
  });

  /** Chooses a file on the page. */
  async function bring(name: string, text: string) {
    const page = await visit(`${api.siteUrl}/city/`, { key: api.key });
    const form = page.getByRole("region", { name: "Bring in a day" });
    page.on("request", (request) => {
      const [, key] = /\/(measurements\/[^/]+\/[^/]+\.csv)\?/.exec(request.url()) ?? [];
      if (request.method() === "PUT" && key !== undefined) brought.push(key, key.replace(/^measurements/, "rejected"));
    });
    await form.getByLabel("choose one").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await form.getByText(`File: ${name}`).waitFor();
    return { page, form };
  }

  it("takes a day's file, and shows the day: its figures, its hours, its places", async () => {
    const type = uniqueType();
    const date = "2031-03-05";
    const lines = Array.from({ length: 12 }, (_, place) => `${date}T10:00:00Z,Place ${place},${place + 1}`);
    const { page, form } = await bring(`${type}-${date}.csv`, csv(...lines, "not a line"));
    expect(await form.getByLabel("Type of measurement").inputValue()).to.equal(type);
    expect(await form.getByLabel("Day (UTC)").inputValue()).to.equal(date);
    await form.getByRole("button", { name: "Bring it in" }).click();
    await form
      .getByText("12 measurements were taken; one line was not: they do not parse, or are of another day.")
      .waitFor();
    await form.getByRole("button", { name: "Show this day" }).click();
    await page.getByRole("heading", { name: /^Wednesday,? 5 March 2031$/ }).waitFor();
    await page.getByRole("button", { name: type }).click();
    const panel = page.getByRole("region", { name: type });
    expect((await panel.innerText()).replace(/\s+/g, " "))
      .to.include("Measurements 12")
      .and.include("Mean 6.5")
      .and.include("Least 1")
      .and.include("Greatest 12")
      .and.include("One line of the file was not taken.");
    expect(await panel.locator(".places li").allInnerTexts()).to.have.lengthOf(10);
    await panel
      .getByRole("img", { name: `Mean of ${type} by hour on ${date}` })
      .locator("canvas")
      .waitFor();
    await panel.getByText("As a table").click();
    expect(await panel.getByRole("row", { name: "10 6.5 12" }).count()).to.equal(1);
  });

  it("takes the day of a file's first line where its name says none", async () => {
    const type = uniqueType();
    const { form } = await bring(`${type}.csv`, valuesOf("2031-03-06", 1, 2, 3));
    expect(await form.getByLabel("Day (UTC)").inputValue()).to.equal("2031-03-06");
    await form.getByRole("button", { name: "Bring it in" }).click();
    await form.getByText("3 measurements were taken.").waitFor();
  });

  it("says why a file was rejected", async () => {
    const type = uniqueType();
    const { form } = await bring(`${type}-2031-03-07.csv`, "wrong,columns\n1,2\n");
    await form.getByRole("button", { name: "Bring it in" }).click();
    const note = form.getByRole("alert");
    expect(await note.innerText()).to.match(/^The file was not taken: .+/);
  });

  it("says in the server's words what is wrong with a type or a day, beside it", async () => {
    const { form } = await bring("2031-03-08.csv", valuesOf("2031-03-08", 1));
    await form.getByLabel("Type of measurement").fill("Not a type");
    await form.getByRole("button", { name: "Bring it in" }).click();
    await form.getByText("must match").waitFor();
    expect(await form.getByLabel("Type of measurement").getAttribute("aria-invalid")).to.equal("true");
  });

  it("asks for the type and the day where they are missing", async () => {
    const { form } = await bring("2031-03-09.csv", valuesOf("2031-03-09", 1));
    await form.getByLabel("Day (UTC)").fill("");
    await form.getByRole("button", { name: "Bring it in" }).click();
    await form.getByText("Say what was measured.").waitFor();
    await form.getByText("Say which day.").waitFor();
  });

  it("shows the day that was sent, whatever is typed afterwards", async () => {
    const type = uniqueType();
    const { page, form } = await bring(`${type}-2031-03-10.csv`, valuesOf("2031-03-10", 1, 2));
    await form.getByRole("button", { name: "Bring it in" }).click();
    await form.getByText("2 measurements were taken.").waitFor();
    await form.getByLabel("Day (UTC)").fill("2020-01-01");
    await form.getByRole("button", { name: "Show this day" }).click();
    await page.getByRole("heading", { name: /^Monday,? 10 March 2031$/ }).waitFor();
  });

  it("asks for a file before anything is sent", async () => {
    const page = await visit(`${api.siteUrl}/city/`, { key: api.key });
    await page.getByRole("button", { name: "Bring it in" }).click();
    await page.getByText("Choose a file first.").waitFor();
  });

  it("goes from day to day, and says where nothing was measured", async () => {
    const type = uniqueType();
    for (const date of ["2031-04-01", "2031-04-02"]) {
      await city.drop(type, date, valuesOf(date, 5));
      await city.untilCount(type, date, 1);
    }
    const page = await visit(`${api.siteUrl}/city/`, { key: api.key });
    const day = page.getByLabel("Day", { exact: true });
    await day.fill("2031-04-02");
    await page.getByRole("button", { name: type }).waitFor();
    await page.getByRole("button", { name: "Day before" }).click();
    await page.getByRole("heading", { name: /^Tuesday,? 1 April 2031$/ }).waitFor();
    await page.getByRole("button", { name: type }).waitFor();
    await page.getByRole("button", { name: "Day before" }).click();
    await page.getByText("Nothing was measured on this day.").waitFor();
  });

  it("shows a day's report, with its changes and what is unusual", async () => {
    const type = uniqueType();
    const days = [1, 2, 3, 4].map((day) => `2031-05-0${day}`);
    const report = {
      date: "2031-05-04",
      generatedAt: "2031-05-05T01:00:00.000Z",
      types: [
        { type, count: 24, mean: 30, dayBefore: 200, weekBefore: -12.5, anomaly: true },
        { type: "usual", count: 24, mean: 10, anomaly: false },
      ],
    };
    for (const date of days) {
      await city.drop(type, date, valuesOf(date, 10));
      await city.untilCount(type, date, 1);
    }
    const page = await visit(`${api.siteUrl}/city/`, { key: api.key });
    await page.route("**/report/2031-05-04", (route) =>
      route.fulfill({ json: report, headers: { "access-control-allow-origin": "*" } }),
    );
    await page.getByLabel("Day", { exact: true }).fill("2031-05-04");
    const panel = page.getByRole("region", { name: "Report of the day" }).first();
    const row = panel.getByRole("row", { name: new RegExp(type) });
    expect((await row.innerText()).replace(/\s+/g, " "))
      .to.include("+200 %")
      .and.include("-12.5 %")
      .and.include("Unusual");
    expect(await panel.getByRole("row", { name: /^usual/ }).innerText()).to.include("As usual");
    await page.getByLabel("Day", { exact: true }).fill("2031-05-03");
    await page.getByText("The report of this day is not written yet.").waitFor();
  });
});
