import { apiGateway } from "./services/api-gateway";
import { cloudfront } from "./services/cloudfront";
import { cloudwatch } from "./services/cloudwatch";
import { cognito } from "./services/cognito";
import { dynamodb } from "./services/dynamodb";
import { ec2 } from "./services/ec2";
import { kms } from "./services/kms";
import { lambda } from "./services/lambda";
import { logs } from "./services/logs";
import { sns, sqs } from "./services/messages";
import { route53 } from "./services/route53";
import { s3 } from "./services/s3";
import { transfer } from "./services/transfer";
import { waf } from "./services/waf";
import { xray } from "./services/xray";
import type { Service } from "./usage";

/** All services that are priced, in the order of the table. To price another one is a file and a line here. */
export const services: readonly Service[] = [
  ...[apiGateway, lambda, dynamodb, s3, cloudfront, transfer],
  ...[cloudwatch, logs, sns, sqs, kms, xray],
  ...[ec2, route53, cognito, waf],
];
