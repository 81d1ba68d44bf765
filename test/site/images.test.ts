import { expect } from "chai";
import { eventually } from "../../packages/offline/test/support/poll";
import { answered, type Api } from "../support/api";
import { eventPages } from "../support/event-pages";

/** A picture that browsers can show: one pixel. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe("site: images of events", () => {
  const { find, makeEvent, open, uniqueTitle, ...pages } = eventPages();
  let api: Api;

  before(() => {
    api = pages.api();
  });

  it("sends an image straight to the storage, with a preview, and shows it in the list", async () => {
    const title = uniqueTitle();
    const { id } = await makeEvent(title);
    const page = await open();
    await (await find(page, title)).getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Choose an image").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: pixel });
    await dialog.getByAltText("Preview of the chosen image").waitFor();
    await dialog.getByText("The event has its new image.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    const image = (await find(page, title)).getByAltText(`Image of ${title}`);
    await image.scrollIntoViewIfNeeded();
    await eventually("the image", async () =>
      (await image.evaluate((node) => "naturalWidth" in node && node.naturalWidth === 1)) ? true : undefined,
    );
    const { data } = await answered(api.client.GET("/events/{id}", { params: { path: { id } } }));
    expect(data.imageUrl).to.equal(`events/${id}/image`);
  });

  it("finds out that somebody else changed the event before its image was sent", async () => {
    const title = uniqueTitle();
    const { id } = await makeEvent(title);
    const page = await open();
    await (await find(page, title)).getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Place").fill("Mine");
    const body = { title, date: "2999-06-01T10:00:00Z", location: "Theirs" };
    await answered(api.client.PUT("/events/{id}", { body, params: { path: { id } } }));
    await dialog.getByLabel("Choose an image").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: pixel });
    await dialog.getByText("The event has its new image.").waitFor();
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByText("Somebody changed this event while you were writing").waitFor();
    expect(await dialog.getByLabel("Place").inputValue()).to.equal("Mine");
  });

  it("says that a file was not taken which is no image within, though the event changes meanwhile", async () => {
    const title = uniqueTitle();
    const { id } = await makeEvent(title);
    const page = await open();
    await (await find(page, title)).getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog");
    const buffer = Buffer.from("no image at all");
    // The page waits for the server's judgement by its own clock.
    await page.clock.install();
    await dialog.getByLabel("Choose an image").setInputFiles({ name: "a.png", mimeType: "image/png", buffer });
    await dialog.getByText("Sent. The server looks at it…").waitFor();
    const body = { title, date: "2999-06-01T10:00:00Z", location: "Theirs" };
    await answered(api.client.PUT("/events/{id}", { body, params: { path: { id } } }));
    await eventually("the verdict", async () => {
      await page.clock.runFor(500);
      return (await dialog.getByText("The server did not take the file").isVisible()) || undefined;
    });
  });

  it("refuses files that are no images or too large before anything is sent", async () => {
    const title = uniqueTitle();
    await makeEvent(title);
    const page = await open();
    await (await find(page, title)).getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog");
    const input = dialog.getByLabel("Choose an image");
    await input.setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("text") });
    await dialog.getByText("This is no PNG, JPEG, WebP, GIF or AVIF file.").waitFor();
    await input.setInputFiles({ name: "b.png", mimeType: "image/png", buffer: Buffer.alloc(5 * 1024 * 1024 + 1) });
    await dialog.getByText("This file is larger than 5 MB.").waitFor();
  });
});
