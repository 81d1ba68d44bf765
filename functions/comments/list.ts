import { cursorOf, pageOf, pageParameters, positionOf, takeItems } from "../kit/cursor";
import { documentClient, type Item } from "../kit/documents";
import { endpoint, outOfCapacity, pageSchema } from "../kit/endpoint";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { answerExample, commentAnswer, commentRequest, type CommentsEnvironment, present, tag } from "./comment";

/** `GET /commentaires`. */
export const listComments = endpoint({
  method: "GET",
  path: "/commentaires",
  id: "listComments",
  tag,
  summary: "List a section's comments, newest first",
  description: "A comment may take a moment to appear.",
  parameters: {
    query: {
      sectionId: {
        description: "The section",
        schema: commentRequest.properties.sectionId,
        form: "1 to 64 letters, digits, _ and -",
        example: answerExample.sectionId,
        required: true,
      },
      ...pageParameters,
    },
  },
  answers: {
    200: {
      description: "A page",
      schema: pageSchema("CommentPage", commentAnswer),
      example: { items: [answerExample] },
      links: { listComments: { sectionId: "$request.query.sectionId", cursor: "$response.body#/nextCursor" } },
    },
    400: { description: "Malformed query, or a cursor that was not issued for it" },
    503: outOfCapacity,
  },
});

const input = inputOf(listComments);

/** Answers a page of a section's comments. */
export const listCommentsHandler = (env: CommentsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { sectionId, limit, cursor } = read(event).query;
    const query = ["commentaires", sectionId];
    const start = cursor === undefined ? undefined : positionOf(query, cursor);
    const page = {
      TableName,
      IndexName: "bySection",
      KeyConditionExpression: "sectionId = :sectionId",
      ExpressionAttributeValues: { ":sectionId": sectionId },
      ExclusiveStartKey: start && { sectionId, timestamp: start.sort, id: start.id },
      ScanIndexForward: false,
    };
    const taken = await takeItems(documents, page, limit);
    const cursorAfter = ({ timestamp, id }: Item) => cursorOf(query, { sort: timestamp, id });
    return json(200, pageOf(taken, limit, present, cursorAfter));
  });
};
