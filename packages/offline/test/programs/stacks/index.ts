import * as pulumi from "@pulumi/pulumi";

// Reads what another stack exports.
const network = new pulumi.StackReference("acme/network/dev");
export const vpc = network.requireOutput("vpcId");
export const ports = network.getOutput("ports");
