import { expect } from "chai";
import { type Api, apiOf } from "./support/api";
import { Events } from "./support/events";
import { testHost } from "../packages/offline/test/support/host";
import { rawRequest } from "../packages/offline/test/support/http";
import { imageOf, Uploads } from "./support/images";

/** A Codespace forwards the port under an address of its own, and puts localhost in its place on the way in. */
describe("in a Codespace", () => {
  const codespace = { CODESPACE_NAME: "fluffy-umbrella", GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: "app.github.dev" };
  let host: Awaited<ReturnType<typeof testHost>>;
  let api: Api;
  let publicHost: string;

  before(async () => {
    Object.assign(process.env, codespace);
    host = await testHost().finally(() => Object.keys(codespace).forEach((name) => delete process.env[name]));
    publicHost = `fluffy-umbrella-${new URL(host.url).port}.app.github.dev`;
    api = apiOf(host);
  });

  after(() => host.close());

  it("the API's address and the command to try are the public ones, found by themselves", () => {
    expect(api.url).to.match(new RegExp(`^https://${publicHost}/restapis/\\w+/dev/_user_request_$`));
    expect(host.graph.outputs.curl).to.contain(`'${api.url}/infra?action=status'`);
  });

  it("the site's address is the public one of its own port, and tells pages the API's", async () => {
    const [site] = host.sites;
    const port = new URL(site?.localUrl ?? "").port;
    expect(api.siteUrl).to.equal(`https://fluffy-umbrella-${port}.app.github.dev`);
    const forwarded = { "x-forwarded-host": new URL(api.siteUrl).host };
    const { status, body } = await rawRequest(site?.localUrl ?? "", "GET", "/config.json", forwarded);
    expect(status).to.equal(200);
    expect(JSON.parse(body)).to.include({ apiUrl: api.url });
  });

  it("addresses for uploads are public, and take a file that comes through the forwarded port", async () => {
    const local = apiOf(host, api.url.replace(`https://${publicHost}`, host.url));
    const event = await new Events(local).make();
    const file = imageOf("image/gif");
    const { url, headers } = await new Uploads(local).address(event, "image/gif", file.length);
    const { host: named, pathname, search } = new URL(url);
    expect(named).to.equal(publicHost);
    const forwarded = { ...headers, "content-length": String(file.length), "x-forwarded-host": publicHost };
    const sent = await rawRequest(host.url, "PUT", pathname + search, forwarded, file.toString("latin1"));
    expect(sent.status, sent.body).to.equal(200);
  });
});
