import { AwsError } from "../../protocol/service";

export const invalidParameter = (message: string): AwsError => new AwsError("InvalidParameterException", message);

export const noSuchGroup = (): AwsError =>
  new AwsError("ResourceNotFoundException", "The specified log group does not exist.");

export const noSuchStream = (): AwsError =>
  new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
