import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "chai";
import { eventually } from "../../support/poll";
import {
  behavior,
  customOrigin,
  distribution,
  managed,
  type Sites,
  startOrigin,
  startSites,
  type TestOrigin,
} from "../../support/sites";
import { head, RawClient } from "../../support/socket";

describe("services/cloudfront: connections", () => {
  let origin: TestOrigin;
  let sites: Sites;
  let url: string;

  before(async () => {
    origin = await startOrigin();
    const impatient = {
      originId: "impatient",
      customOriginConfig: { ...customOrigin(origin.port).customOriginConfig, originReadTimeout: 0.05 },
    };
    const inputs = {
      origins: [customOrigin(origin.port), customOrigin(origin.port, impatient)],
      orderedCacheBehaviors: [
        behavior({ pathPattern: "/cached/*", cachePolicyId: managed.cachingOptimized }),
        behavior({ pathPattern: "/impatient/*", targetOriginId: "impatient" }),
      ],
    };
    sites = await startSites([distribution(origin.port, inputs)]);
    url = sites.addresses[0]?.localUrl ?? "";
  });

  after(() => Promise.all([sites.close(), origin.close()]));

  /** Whatever happened, the site serves on, and the host has found no fault in itself. */
  afterEach(async () => {
    origin.answer = (_, response) => void response.end("fine");
    expect((await sites.ask("/fine")).body).to.equal("fine");
    expect(sites.logs).to.deep.equal([]);
  });

  for (const folder of ["", "/cached"]) {
    it(`hand on an answer${folder && " to be kept"} while it comes, no faster than it is read`, async () => {
      let sent = 0;
      origin.answer = (_, response) => {
        const more = (): void => {
          while (sent < 256 * 1024 ** 2) {
            sent += 64 * 1024;
            if (!response.write(Buffer.alloc(64 * 1024))) return void response.once("drain", more);
          }
          response.end();
        };
        more();
      };
      const client = new RawClient(url);
      const response = await fetch(url + folder + "/large");
      const reader = response.body?.getReader();
      expect((await reader?.read())?.done).to.equal(false);
      // What nobody reads comes to a stop, in the buffers of both connections.
      await eventually("it stands still", async () => {
        const before = sent;
        for (let turns = 0; turns < 200; turns++) await nextTurn();
        return sent === before ? true : undefined;
      });
      expect(sent).to.be.below(64 * 1024 ** 2);
      await reader?.cancel();
      client.destroy();
    });

    it(`let the origin go when the viewer${folder && " of what is to be kept"} goes`, async () => {
      const gone = new Promise<void>((resolve) => {
        origin.answer = (message, response) => {
          // Who has closed its half may still be reading: that it is gone shows when there is more for it.
          const beat = setInterval(() => response.write("some"), 10);
          message.socket.once("close", () => resolve(clearInterval(beat)));
        };
      });
      const client = new RawClient(url);
      await client.send(head(`GET ${folder}/gone`));
      await client.says(/some/);
      client.destroy();
      await gone;
    });
  }

  it("forget a viewer who goes before the origin has answered", async () => {
    const asked = new Promise<() => void>((resolve) => {
      origin.answer = (_, response) => resolve(() => void response.end("late"));
    });
    const client = new RawClient(url);
    await client.send(head("GET /late"));
    const answer = await asked;
    client.destroy();
    await nextTurn();
    answer();
  });

  it("cut a viewer off whose answer breaks off at the origin", async () => {
    origin.answer = (_, response) => {
      response.writeHead(200, { "content-length": 10 });
      response.write("half", () => response.destroy());
    };
    const broken = await fetch(`${url}/broken`);
    expect(await broken.text().catch(() => "cut off")).to.equal("cut off");
  });

  it("answer 504 for an origin that says nothing for as long as it may", async () => {
    origin.answer = () => undefined;
    expect((await sites.ask("/impatient/a")).status).to.equal(504);
  });

  it("hand on a body while it comes", async () => {
    origin.answer = (message, response) => void message.pipe(response);
    const client = new RawClient(url);
    await client.send(head("POST /echo", { "Transfer-Encoding": "chunked", Connection: "close" }));
    await client.send("3\r\none\r\n");
    await client.says(/one/);
    await client.send("3\r\ntwo\r\n0\r\n\r\n");
    expect(await client.all()).to.match(/two/);
  });

  it("end with an upload that breaks off", async () => {
    const closed = new Promise<void>((resolve) => {
      origin.answer = ({ socket }) => void socket.once("close", () => resolve());
    });
    const client = new RawClient(url);
    await client.send(`${head("PUT /upload", { "Content-Length": 99 })}some`);
    await eventually("it arrives", async () =>
      origin.requests.some((one) => one.url === "/upload") ? true : undefined,
    );
    client.destroy();
    await closed;
  });
});
