import { apiOf } from "../../support/api";
import { testHost } from "../../../packages/offline/test/support/host";
import { expectProblem } from "../../support/problem";

describe("control: containers where no engine is configured", () => {
  it("answers 501, whatever is asked", async () => {
    const host = await testHost({ stack: "prod" });
    try {
      for (const query of ["status&name=web", "status&name=-", "list"]) {
        const path = `/infra?target=docker&action=${query}`;
        expectProblem(await apiOf(host).call("GET", path), 501, "Docker is not configured on this stack");
      }
    } finally {
      await host.close();
    }
  });
});
