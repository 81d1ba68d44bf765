import type { Identity } from "../../protocol/identities";
import type { LambdaFunction } from "./function";

/**
 * The environment that Lambda gives a function (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
 *
 * @param role whose keys it runs with; undefined for a role that the program does not declare
 * @param port where the AWS endpoint listens. Its address is an IP address, by which SDKs know to write S3's buckets
 *   into paths and not into host names.
 */
export const variablesOf = (
  lambda: LambdaFunction,
  role: Identity | undefined,
  port: number,
): Record<string, string> => {
  const [, , , region = ""] = lambda.arn.split(":");
  return {
    AWS_ACCESS_KEY_ID: role?.accessKeyId ?? "none",
    AWS_SECRET_ACCESS_KEY: role?.secretAccessKey ?? "none",
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_EXECUTION_ENV: `AWS_Lambda_${lambda.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memorySize),
    AWS_LAMBDA_FUNCTION_NAME: lambda.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_LOG_FORMAT: lambda.logging.logFormat,
    ...(lambda.logging.logFormat === "JSON" && { AWS_LAMBDA_LOG_LEVEL: lambda.logging.applicationLogLevel }),
    AWS_LAMBDA_LOG_GROUP_NAME: lambda.logging.logGroup,
    AWS_REGION: region,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    _HANDLER: lambda.handler,
  };
};
