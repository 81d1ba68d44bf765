import { expect } from "chai";
import type { TestHost } from "../support/host";
import { testHost } from "../support/host";
import { unknownValue } from "../../src/graph/unknown";
import { only } from "../support/graph";
import { programFolder } from "../support/programs";

describe("program: a resource of a type that the host does not know", () => {
  let host: TestHost;
  before(async () => (host = await testHost({ program: programFolder("strangers"), stack: "dev" })));
  after(() => host?.close());

  it("has an id, and what the program says of it", () => {
    expect(host.graph.outputs)
      .to.include({ id: "files-7a35abc" })
      .and.to.have.deep.property("tags", { team: "billing" });
  });

  it("has unknown outputs, not `undefined` in a name, and the start says where they would be", () => {
    expect(host.graph.outputs.endpoint).to.equal(unknownValue);
    expect(only(host.graph, "aws:sqs/queue:Queue").inputs.tags).to.deep.equal({ from: unknownValue });
    expect(host.logs.join("\n")).to.contain(
      "the program is not told what the provider computes for aws:transfer/server:Server, which exists only after it has run",
    );
    expect(host.logs.join("\n")).to.contain(
      "stands for it in tags of aws:sqs/queue:Queue uploads, the output endpoint",
    );
  });
});
