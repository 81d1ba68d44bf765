import { apiOf } from "../../support/api";
import { testHost } from "../../../packages/offline/test/support/host";
import { expectProblem } from "../../support/problem";

describe("control: containers where no engine is configured", () => {
  it("answers 501, whatever the name", async () => {
    const host = await testHost({ stack: "prod" });
    try {
      for (const name of ["web", "-"]) {
        const path = `/infra?target=docker&action=status&name=${name}`;
        expectProblem(await apiOf(host).call("GET", path), 501, "Docker is not configured on this stack");
      }
    } finally {
      await host.close();
    }
  });
});
