import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What the last thing is that the program asks for, and nobody can give it. */
if (new pulumi.Config().require("what") === "lookup") aws.organizations.getOrganizationOutput();
else for (const name of ["same", "same"]) new aws.s3.Bucket(name);
