import { invalidHandle } from "./errors";

/** What a receipt handle says. */
export interface Receipt {
  messageId: string;
  /** Which of the message's receipts it is. */
  receipt: string;
}

/** The handle of a receipt from a queue; to clients it is any text. */
export const handleOf = (queueArn: string, { messageId, receipt }: Receipt): string =>
  Buffer.from([queueArn, messageId, receipt].join(" ")).toString("base64");

/** @throws AwsError ReceiptHandleIsInvalid for a handle that this queue cannot have given */
export function readHandle(queueArn: string, handle: string): Receipt {
  const [arn, messageId, receipt, ...rest] = Buffer.from(handle, "base64").toString("utf8").split(" ");
  if (arn !== queueArn || messageId === undefined || receipt === undefined || rest.length > 0)
    throw invalidHandle(handle);
  return { messageId, receipt };
}
