import * as aws from "@pulumi/aws";

/** Pulumi's stock function, which ships its `node_modules`: they are collected by npm's arborist. */
new aws.lambda.CallbackFunction("greet", { callback: async () => ({ greeting: "hello" }) });
