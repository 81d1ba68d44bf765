import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, type NativeAttributeValue } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

/** An item as the document client reads it. */
export type Item = Record<string, NativeAttributeValue>;

/** DynamoDB in plain JavaScript values; call it inside a factory. What is undefined is not stored. */
export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });

/** What kept a conditional write from happening: the item as it stands, or that there is none. */
export interface Conflict {
  item?: Item;
}

/**
 * Sends a conditional write that asks for `ReturnValuesOnConditionCheckFailure: "ALL_OLD"`, so that one call tells a
 * missing item from one in another state.
 *
 * @returns what the write answers, or `conflict` where its condition did not hold
 */
export const attempt = async <T>(write: Promise<T>): Promise<{ done: T } | { conflict: Conflict }> => {
  try {
    return { done: await write };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { conflict: { item: error.Item && unmarshall(error.Item) } };
  }
};
