import { createServer, type Server } from "node:http";
import { expect } from "chai";
import { ofType } from "../../../src/graph/graph";
import { output, type TestHost, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";

describe("services/apigateway: RestAPI of @pulumi/aws-apigateway", () => {
  let host: TestHost;
  let server: Server;

  before(async () => {
    server = createServer((request, response) => {
      const { method, url, headers } = request;
      response.writeHead(202, { "content-type": "application/json", "x-made": "here" });
      request.on("data", () => undefined);
      request.on("end", () =>
        response.end(JSON.stringify({ method, url, host: headers.host, mine: headers["x-mine"] })),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const config = { "rest-api:server": `http://127.0.0.1:${port}` };
    host = await testHost({ program: programFolder("rest-api"), stack: "dev", config });
  });

  after(async () => {
    server.close();
    await host.close();
  });

  const ask = (method: string, path: string, headers: Record<string, string> = {}, body = "") =>
    rawRequest(output(host, "url"), method, path, headers, body);

  it("has its address, below the stage's name, and gives back its resources", () => {
    expect(output(host, "url")).to.match(/\/restapis\/\w{10}\/live\/_user_request_\/$/);
    expect(host.graph.outputs.tags).to.deep.equal({ team: "blue" });
  });

  it("makes an API, a deployment, a stage, and a permission for each function's route as its children", () => {
    const children = host.graph.resources.filter(({ urn }) => urn.includes("RestAPI$") && urn.endsWith("::Everything"));
    expect(children.map(({ type }) => type).sort()).to.deep.equal([
      "aws:apigateway/deployment:Deployment",
      "aws:apigateway/restApi:RestApi",
      "aws:apigateway/stage:Stage",
    ]);
    const permissions = ofType(host.graph, "aws:lambda/permission:Permission");
    expect(permissions.map(({ inputs }) => String(inputs.sourceArn).replace(/^.*?\/\*/, ""))).to.deep.equal([
      "/GET/echo/{id}",
      "/*/any",
      "/GET/guarded",
      "/PUT/guarded",
      "/GET/keyed",
      "/GET/signed",
      "/GET/required",
    ]);
  });

  it("has functions answer", async () => {
    const answer = await ask("GET", "/echo/7?colour=green");
    expect(answer.status, answer.body).to.equal(200);
    expect(JSON.parse(answer.body)).to.deep.include({
      resource: "/echo/{id}",
      pathParameters: { id: "7" },
      queryStringParameters: { colour: "green" },
    });
    expect((await ask("DELETE", "/any")).status).to.equal(200);
  });

  it("takes every body for binary, unless the program says otherwise", async () => {
    const answer = await ask("POST", "/any", { "content-type": "text/plain" }, "hello");
    expect(JSON.parse(answer.body)).to.include({ body: "aGVsbG8=", isBase64Encoded: true });
  });

  it("asks an authorizer, by a role that is made for it", async () => {
    expect((await ask("GET", "/guarded")).status).to.equal(401);
    expect((await ask("PUT", "/guarded", { authorization: "allow" })).status).to.equal(200);
    const denied = await ask("GET", "/guarded", { authorization: "deny" });
    expect([denied.status, denied.body]).to.deep.equal([404, '{"message": "404 Not found" }']);
  });

  it("asks for an API key of a plan that the program makes for its stage", async () => {
    expect((await ask("GET", "/keyed")).status).to.equal(403);
    expect((await ask("GET", "/keyed", { "x-api-key": "a-key-of-twenty-letters" })).status).to.equal(200);
  });

  it("demands the parameters that a route requires", async () => {
    expect((await ask("GET", "/required")).status).to.equal(400);
    expect((await ask("GET", "/required?q=1")).status).to.equal(200);
  });

  it("serves a folder's files, and its index at the folder's path", async () => {
    const index = await ask("GET", "/");
    expect([index.status, index.headers["content-type"], index.body]).to.deep.equal([
      200,
      "text/html",
      "<h1>Index</h1>\n",
    ]);
    const picture = await fetch(`${output(host, "url")}pictures/dot.png`);
    expect([picture.status, picture.headers.get("content-type")]).to.deep.equal([200, "image/png"]);
    expect(Buffer.from(await picture.arrayBuffer())).to.deep.equal(Buffer.from("\x89PNG\xff\xfe", "latin1"));
    expect((await ask("GET", "/pictures/none.png")).status).to.equal(400);
  });

  it("serves a file, by the content type that the route says", async () => {
    const { status, headers, body } = await ask("GET", "/page");
    expect([status, headers["content-type"], body]).to.deep.equal([200, "text/plain", "<h1>Index</h1>\n"]);
  });

  it("sends requests on to a server on this machine, and its answers back", async () => {
    const { status, headers, body } = await ask("POST", "/server/a%20b/c?q=1", { "x-mine": "yes" }, "text");
    expect([status, headers["x-made"]]).to.deep.equal([202, "here"]);
    expect(JSON.parse(body)).to.include({ method: "POST", url: "/base/a%20b/c?q=1", mine: "yes" });
    expect(JSON.parse(body).host).to.match(/^127\.0\.0\.1:\d+$/);
  });

  it("answers 504 where that server is gone", async () => {
    server.close();
    server.closeAllConnections();
    expect((await ask("GET", "/server/")).status).to.equal(504);
  });

  it("takes a route's own operation as it is", async () => {
    expect((await ask("GET", "/data")).status).to.equal(203);
  });

  it("answers 404 where there is no route", async () => {
    expect((await ask("POST", "/keyed")).status).to.equal(404);
  });

  it("lets nobody in who does not sign where IAM asks for it, or to servers elsewhere, and says so at the start", async () => {
    // The component has whoever is not known find nothing.
    expect((await ask("GET", "/signed")).status).to.equal(404);
    expect((await ask("GET", "/elsewhere/x")).status).to.equal(501);
    const rows = host.banner.flatMap((block) => block.rows);
    expect(rows).to.deep.include(["GET", "/signed", "authorizer AWS_IAM"]);
    const elsewhere = rows.find(([, path]) => path === "/elsewhere/{proxy+}");
    expect(elsewhere?.[2]).to.contain("not served: HTTP to https://example.org/");
  });

  it("may be a Swagger document, whose models and keys count", async () => {
    const post = (body: string) =>
      rawRequest(output(host, "swaggerUrl"), "POST", "/things", { "content-type": "application/json" }, body);
    expect((await post("{}")).status).to.equal(400);
    expect((await post('{"name":"one"}')).status).to.equal(201);
    expect((await rawRequest(output(host, "swaggerUrl"), "GET", "/keyed")).status).to.equal(403);
  });
});
