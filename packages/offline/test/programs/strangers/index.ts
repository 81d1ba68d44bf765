import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A resource of a type that the host does not know, whose outputs go into a name and into an output. */
const server = new aws.transfer.Server("files", { tags: { team: "billing" } });
const queue = new aws.sqs.Queue("uploads", { tags: { from: pulumi.interpolate`sftp://${server.endpoint}/in` } });

export const { endpoint, tags, id } = server;
export const queueName = queue.name;
