import { createHash } from "node:crypto";
import { expect } from "chai";
import type { Graph } from "../../src/graph/graph";
import { bind, placeholders, secretPlaceholder } from "../../src/graph/placeholders";

const urn = "urn:pulumi:dev::test::aws:apigateway/apiKey:ApiKey::api";
const secretOf = (of: string) => createHash("sha256").update(`really ${of}`).digest("hex");
const bindings = { endpoint: "http://localhost:4999", publicEndpoint: "https://desk-4999.example.dev", secretOf };

/** A recording of one resource. */
const recorded = (inputs: Record<string, unknown>, code: Uint8Array = Buffer.alloc(0)): Graph => ({
  project: "test",
  stack: "dev",
  region: "eu-west-1",
  account: "000000000000",
  resources: [
    {
      urn,
      type: "any",
      name: "one",
      id: String(inputs.id),
      custom: true,
      inputs,
      outputs: inputs,
      files: { code: { "index.js": code } },
    },
  ],
  secretHolders: [urn],
  outputs: inputs,
  secretOutputs: [],
});

const bound = (inputs: Record<string, unknown>, code?: Uint8Array) => {
  const graph = bind(recorded(inputs, code), bindings);
  return { outputs: graph.outputs, resource: graph.resources[0], code: graph.resources[0]?.files.code?.["index.js"] };
};

describe("graph/placeholders", () => {
  it("gives a recording the addresses of the host that serves it, wherever they stand", () => {
    const { outputs, resource } = bound({
      id: `${placeholders.functionsEndpoint}/000000000000/jobs`,
      url: `${placeholders.endpoint}/restapis/1/dev`,
      nested: [{ [placeholders.publicEndpoint]: `see ${placeholders.publicEndpoint}, or not` }],
    });
    const expected = {
      id: "http://127.0.0.1:4999/000000000000/jobs",
      url: "http://localhost:4999/restapis/1/dev",
      nested: [{ "https://desk-4999.example.dev": "see https://desk-4999.example.dev, or not" }],
    };
    expect(outputs).to.deep.equal(expected);
    expect(resource).to.deep.include({ id: expected.id, inputs: expected, outputs: expected });
  });

  it("knows the parts that a program has taken of an address", () => {
    const { host, hostname } = new URL(placeholders.publicEndpoint);
    expect(bound({ host, hostname }).outputs).to.deep.equal({
      host: "desk-4999.example.dev",
      hostname: "desk-4999.example.dev",
    });
    const local = new URL(placeholders.endpoint);
    expect(bound({ host: local.host, hostname: local.hostname }).outputs).to.deep.equal({
      host: "localhost:4999",
      hostname: "localhost",
    });
  });

  describe("of a site", () => {
    const sites = [{ url: "http://localhost:5001", hosts: ["d1.cloudfront.net"], domains: ["shop.example"] }];
    const boundTo = (text: string) => bind(recorded({ text }), { ...bindings, sites }).outputs.text;

    it("gives its address for the host that a recording knows, with its own scheme", () => {
      expect(boundTo("https://d1.cloudfront.net/a?b, http://d1.cloudfront.net, d1.cloudfront.net")).to.equal(
        "http://localhost:5001/a?b, http://localhost:5001, localhost:5001",
      );
    });

    it("gives its address for an origin of its owner's", () => {
      for (const text of ["https://shop.example", "http://shop.example/a", "['https://shop.example']"])
        expect(boundTo(text)).to.equal(text.replace(/https?:..shop.example/, "http://localhost:5001"));
    });

    it("leaves its owner's name alone where it is no such origin", () => {
      for (const text of [
        "shop.example",
        "https://shop.example.org",
        "https://shop.example-b.org",
        "https://www.shop.example",
        "https://shop.example:8080",
        "me@shop.example",
      ])
        expect(boundTo(text)).to.equal(text);
    });
  });

  it("leads addresses of AWS's own names to where the host serves them, and leaves the names alone", () => {
    const places = { "b.s3.eu-west-3.amazonaws.com": "/b" };
    const boundTo = (text: string) => bind(recorded({ text }), { ...bindings, places }).outputs.text;
    expect(boundTo("img-src https://b.s3.eu-west-3.amazonaws.com/ 'self'")).to.equal(
      "img-src http://127.0.0.1:4999/b/ 'self'",
    );
    expect(boundTo("https://b.s3.eu-west-3.amazonaws.com/a.png")).to.equal("http://127.0.0.1:4999/b/a.png");
    for (const text of ["b.s3.eu-west-3.amazonaws.com", "https://b.s3.eu-west-3.amazonaws.com.example"])
      expect(boundTo(text)).to.equal(text);
  });

  it("gives secrets, whole or as API keys have them, also among other text", () => {
    const placeholder = secretPlaceholder(urn);
    const { outputs } = bound({ whole: placeholder, curl: `curl -H 'x-api-key: ${placeholder.slice(0, 40)}'` });
    const secret = secretOf(urn);
    expect(outputs).to.deep.equal({ whole: secret, curl: `curl -H 'x-api-key: ${secret.slice(0, 40)}'` });
  });

  it("changes what closures have captured of them, and no other byte of an archive", () => {
    const [before, after] = [Buffer.from([0, 255, 0xc3, 0x28]), Buffer.from("é\u0000", "utf8")];
    const captured = Buffer.concat([before, Buffer.from(`"${placeholders.functionsEndpoint}/q"`), after]);
    const expected = Buffer.concat([before, Buffer.from('"http://127.0.0.1:4999/q"'), after]);
    expect(Buffer.from(bound({}, captured).code ?? []).equals(expected)).to.equal(true);
    const other = Buffer.from([1, 2, 255]);
    expect(bound({}, other).code).to.equal(other);
  });
});
