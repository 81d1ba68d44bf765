import { Config } from "@pulumi/pulumi";

export const password = new Config().requireSecret("password");
