import * as aws from "@pulumi/aws";
import { asset } from "@pulumi/pulumi";

/** A function with two layers: one has a package, the other a file that functions would find below `/opt`. */

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});

const packages = new aws.lambda.LayerVersion("packages", {
  layerName: "packages",
  code: new asset.AssetArchive({
    "nodejs/node_modules/greetings/package.json": new asset.StringAsset('{ "name": "greetings", "main": "main.js" }'),
    "nodejs/node_modules/greetings/main.js": new asset.StringAsset('exports.greeting = "from a layer";'),
    "nodejs/node22/node_modules/farewells/index.js": new asset.StringAsset('exports.farewell = "so long";'),
  }),
});
const files = new aws.lambda.LayerVersion("files", {
  layerName: "files",
  code: new asset.AssetArchive({ "certificate.pem": new asset.StringAsset("…") }),
});

new aws.lambda.Function("greet", {
  name: "greet",
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  layers: [packages.arn, files.arn],
  code: new asset.AssetArchive({
    "index.js": new asset.StringAsset(`
      const { greeting } = require("greetings");
      exports.handler = async () => [greeting, (await import("farewells")).default.farewell];`),
  }),
});
