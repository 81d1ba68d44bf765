import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const greet = new aws.lambda.CallbackFunction("greet", {
  runtime: "nodejs20.x",
  callback: async (event: { body?: string }) => ({ statusCode: 200, body: `hello ${event.body ?? ""}` }),
});
const body = greet.invokeArn.apply((uri) =>
  JSON.stringify({
    openapi: "3.0.1",
    info: { title: "stranger", version: "1" },
    paths: {
      "/greet": {
        post: {
          responses: {},
          "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri },
        },
      },
    },
  }),
);
const api = new aws.apigateway.RestApi("stranger", { body });
const deployment = new aws.apigateway.Deployment("stranger", { restApi: api.id });
const stage = new aws.apigateway.Stage("stranger", { restApi: api.id, deployment: deployment.id, stageName: "v1" });
new aws.lambda.Permission("api", {
  action: "lambda:InvokeFunction",
  function: greet.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
});
export const url = pulumi.interpolate`${stage.invokeUrl}/greet`;
