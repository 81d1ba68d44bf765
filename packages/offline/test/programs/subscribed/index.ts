import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What a stack may ask for that AWS refuses. */
const fault = new pulumi.Config("subscribed").get("fault");

/** A function that logs what it gets, and says an error where it is asked to. */
const talker = new aws.lambda.CallbackFunction("talker", {
  name: "talker",
  callback: async (event: { error?: string }) => {
    console.log("all is well");
    if (event.error) console.error(`ERROR ${event.error}`);
  },
});
const talk = new aws.cloudwatch.LogGroup("talk", { name: "/aws/lambda/talker" });

/** A function that CloudWatch Logs may invoke by its name without a region. */
const listener = new aws.lambda.CallbackFunction("listener", {
  name: "listener",
  callback: async (event: { awslogs: { data: string } }) => {
    const zlib = await import("zlib");
    const text = zlib.gunzipSync(Buffer.from(event.awslogs.data, "base64")).toString();
    console.log(`heard ${text}`);
  },
});
if (fault !== "permission")
  new aws.lambda.Permission("listener", {
    action: "lambda:InvokeFunction",
    function: listener.name,
    principal: "logs.amazonaws.com",
    sourceArn: pulumi.interpolate`${talk.arn}:*`,
  });
new aws.cloudwatch.LogSubscriptionFilter("errors", {
  name: "errors",
  logGroup: talk.name,
  filterPattern: "ERROR",
  destinationArn: fault === "loop" ? talker.arn : listener.arn,
});

/** A group that clients write to, with Pulumi's own way of subscribing. */
const app = new aws.cloudwatch.LogGroup("app", { name: "app" });
app.onDecodedEvent("decoded", async ({ logGroup, logStream, logEvents }) => {
  console.log(`decoded ${logGroup} ${logStream} ${logEvents.map(({ message }) => message).join("|")}`);
});
new aws.cloudwatch.LogSubscriptionFilter("archive", {
  logGroup: app.name,
  filterPattern: "",
  destinationArn: "arn:aws:firehose:eu-west-1:000000000000:deliverystream/archive",
  roleArn: "arn:aws:iam::000000000000:role/archive",
});
