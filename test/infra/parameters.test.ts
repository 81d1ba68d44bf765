import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { type Graph, ofType, text } from "../../packages/offline/src/graph/graph";
import { graphOf, only } from "../../packages/offline/test/support/graph";
import { output, testHost } from "../../packages/offline/test/support/host";
import { administratorOf } from "../../packages/offline/test/support/sdk";

const type = "aws:ssm/parameter:Parameter";

/** What other programs are told, by name. */
const toldBy = (graph: Graph): Record<string, unknown> =>
  Object.fromEntries(ofType(graph, type).map(({ inputs }) => [text(inputs, "name"), inputs.insecureValue]));

const bucket = (graph: Graph, name: string): unknown => only(graph, "aws:s3/bucket:Bucket", name).outputs.bucket;

describe("infra/parameters", () => {
  for (const stack of ["localstack", "prod"])
    it(`tell other programs the addresses of ${stack} and the names of its buckets, below its own path`, async () => {
      const graph = await graphOf(stack);
      expect(toldBy(graph)).to.deep.equal({
        [`/atelier/${stack}/apiUrl`]: graph.outputs.apiUrl,
        [`/atelier/${stack}/siteUrl`]: graph.outputs.siteUrl,
        [`/atelier/${stack}/buckets/events-images`]: bucket(graph, "events-images"),
        [`/atelier/${stack}/buckets/cityflow-data`]: bucket(graph, "cityflow-data"),
        [`/atelier/${stack}/buckets/backups-archive`]: bucket(graph, "backups-archive"),
      });
    });

  it("cost nothing, and hold no secret", async () => {
    const graph = await graphOf("prod");
    for (const { inputs, name } of ofType(graph, type)) {
      expect(inputs, name).to.include({ type: "String", tier: "Standard" });
      expect(inputs, name).not.to.have.property("value");
      expect(inputs.insecureValue, name).not.to.equal(graph.outputs.apiKey);
    }
  });

  it("are there for whoever asks Parameter Store by name", async () => {
    const host = await testHost();
    const client = new SSMClient(administratorOf(host));
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: "/atelier/localstack/apiUrl" }));
      expect(Parameter).to.include({ Type: "String", Value: output(host, "apiUrl") });
    } finally {
      client.destroy();
      await host.close();
    }
  });
});
