import * as aws from "@pulumi/aws";

const instance = new aws.ec2.Instance("one", { ami: "ami-12345678", instanceType: "t3.nano", tags: { team: "blue" } });
new aws.ssm.Parameter("plain", { name: "/services/plain", type: "String", value: "seen by all" });
new aws.ssm.Parameter("hidden", { name: "/services/hidden", type: "SecureString", value: "seen decrypted" });

export const instanceId = instance.id;
