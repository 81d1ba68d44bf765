import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";

interface Service {
  image: string;
  profiles?: string[];
  ports?: string[];
  command?: string[];
  environment?: Record<string, string | null>;
  labels?: Record<string, string>;
  volumes?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  read_only?: boolean;
  healthcheck?: object;
}

const services: Record<string, Service> = parse(readFileSync("compose.yaml", "utf8")).services;
const service = (name: string): Service => {
  const found = services[name];
  if (!found) throw new Error(`compose.yaml has no service ${name}`);
  return found;
};
const stackFile = parse(readFileSync("Pulumi.localstack.yaml", "utf8"));

describe("compose.yaml", () => {
  it("pins every image to a version", () => {
    for (const [name, { image }] of Object.entries(services)) {
      expect(image, name).to.match(/:(\$\{\w+:-)?\d+(\.\d+)+(-\w+)?\}?$/);
    }
  });

  it("opens ports on this machine's own addresses only", () => {
    const ports = Object.values(services).flatMap((one) => one.ports ?? []);
    expect(ports).to.deep.equal(["127.0.0.1:4566:4566", "${DOCKER_PROXY_ADDRESS:-172.17.0.1}:2375:2375"]);
  });

  it("starts LocalStack 4.14.0, the last that needs no account, unless another version is chosen", () => {
    const { image, environment, healthcheck } = service("localstack");
    expect(image).to.equal("localstack/localstack:${LOCALSTACK_VERSION:-4.14.0}");
    // No value: taken from the shell, and absent where the shell has none.
    expect(environment).to.include({ LOCALSTACK_AUTH_TOKEN: null, LAMBDA_IGNORE_ARCHITECTURE: "1" });
    expect(healthcheck).to.be.an("object");
  });

  it("gives Docker's socket to LocalStack, which runs functions in containers, and to the proxy, to read", () => {
    const socket = "${DOCKER_SOCKET:-/var/run/docker.sock}:/var/run/docker.sock";
    const holders = Object.entries(services).filter(([, { volumes = [] }]) => volumes.join().includes("docker.sock"));
    expect(holders.map(([name]) => name)).to.deep.equal(["localstack", "docker-proxy"]);
    expect(service("localstack").volumes).to.include(socket);
    expect(service("docker-proxy").volumes).to.deep.equal([`${socket}:ro`]);
  });

  it("has the containers of the bonus in a profile, one of them labelled for control", () => {
    const names = Object.keys(services).filter((name) => services[name]?.profiles?.includes("bonus"));
    expect(names).to.deep.equal(["mycontainer", "docker-proxy"]);
    expect(service("mycontainer").labels).to.deep.equal({ "atelier.managed": "true" });
    expect(service("localstack").labels).to.equal(undefined);
  });

  describe("the Docker proxy", () => {
    const { command = [], ...proxy } = service("docker-proxy");
    /** As the proxy reads its arguments: each expression for one method, from the path's beginning to its end. */
    const allows = (request: string): boolean => {
      const [method, path = ""] = request.split(" ");
      const expression = command.find((argument) => argument.startsWith(`-allow${method}=`))?.split(/=(.*)/s)[1];
      return expression !== undefined && new RegExp(`^${expression}$`).test(path);
    };

    const allowed = [
      "GET /_ping",
      "HEAD /_ping",
      "GET /version",
      "GET /v1.41/version",
      "GET /containers/json",
      "GET /v1.41/containers/json",
      "GET /containers/mycontainer/json",
      "GET /v1.50/containers/my-container_1.2/json",
      "POST /containers/mycontainer/start",
      "POST /v1.41/containers/mycontainer/stop",
    ];
    for (const request of allowed) it(`lets ${request} through`, () => expect(allows(request)).to.equal(true));

    const refused = [
      "GET /info",
      "GET /images/json",
      "GET /containers/mycontainer/logs",
      "GET /containers/mycontainer/archive",
      "GET /containers/mycontainer/json/x",
      "GET /containers/../images/json",
      "GET /containers//json",
      "POST /containers/create",
      "POST /containers/mycontainer/kill",
      "POST /containers/mycontainer/restart",
      "POST /containers/mycontainer/exec",
      "POST /containers/a/../b/start",
      "POST /v1.41/exec/0a1/start",
      "PUT /containers/mycontainer/archive",
      "DELETE /containers/mycontainer",
    ];
    for (const request of refused) it(`refuses ${request}`, () => expect(allows(request)).to.equal(false));

    it("has no rights of its own and writes nothing", () => {
      expect(proxy).to.deep.include({ cap_drop: ["ALL"], security_opt: ["no-new-privileges"], read_only: true });
    });
  });
});

describe("the emulator's port", () => {
  it("is one and the same in compose.yaml, the stack's configuration and the Codespace", () => {
    const devcontainer = readFileSync(".devcontainer/devcontainer.json", "utf8").replace(/^\s*\/\/.*$/gm, "");
    const { forwardPorts, portsAttributes, postAttachCommand } = JSON.parse(devcontainer);
    const endpoints = Object.values(Object(stackFile.config["aws:endpoints"][0]));
    expect(new Set(endpoints)).to.deep.equal(new Set(["http://localhost:4566"]));
    expect(stackFile.config["atelier:publicEndpoint"]).to.equal("http://localhost:4566");
    // The next one is that of the site, offline.
    expect([forwardPorts, Object.keys(portsAttributes)]).to.deep.equal([
      [4566, 4567],
      ["4566", "4567"],
    ]);
    expect(postAttachCommand).to.contain("visibility 4566:public 4567:public");
  });
});

describe("Pulumi.localstack.yaml", () => {
  it("has a salt for the empty passphrase, so that Pulumi leaves the file alone", () => {
    // As Pulumi's passphrase provider makes and checks it (pkg/secrets/passphrase): "pulumi", encrypted.
    const [, salt = "", , nonce = "", sealed = ""] = String(stackFile.encryptionsalt).split(":");
    const bytes = Buffer.from(sealed, "base64");
    const key = pbkdf2Sync("", Buffer.from(salt, "base64"), 1_000_000, 32, "sha256");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8")).to.equal("pulumi");
  });
});
