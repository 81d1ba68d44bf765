import { expect } from "chai";
import { jobClient } from "../../support/event-sources";
import { testHost } from "../../support/host";
import { programFolder } from "../../support/programs";

describe("offline: closures given to onEvent of a queue and of a table", () => {
  it("are invoked by messages and by changes of items", async () => {
    const host = await testHost({ program: programFolder("on-event"), stack: "dev" });
    const jobs = jobClient(host.url, Object(host.graph.outputs.urls));
    try {
      await jobs.send("orders", "order-1");
      expect((await jobs.next("seen")).Body).to.equal("INSERT order-1");
      await jobs.emptied("orders");
    } finally {
      jobs.destroy();
      await host.close();
    }
  });
});
