import { documentClient } from "../kit/documents";
import { endpoint, outOfCapacity, unsupportedCharset } from "../kit/endpoint";
import { json, respond } from "../kit/http";
import { createOnce, idempotencyKey, newId, usedForAnotherPayload } from "../kit/idempotency";
import { inputOf, readerOf } from "../kit/input";
import {
  answerExample,
  commentAnswer,
  commentRequest,
  type CommentsEnvironment,
  present,
  requestExample,
  tag,
} from "./comment";

/** `POST /commentaires`. */
export const createComment = endpoint({
  method: "POST",
  path: "/commentaires",
  id: "createComment",
  tag,
  summary: "Write a comment",
  parameters: { headers: { "Idempotency-Key": idempotencyKey } },
  body: commentRequest,
  example: requestExample,
  answers: {
    201: {
      description: "The comment",
      schema: commentAnswer,
      example: answerExample,
      links: { listComments: { sectionId: "$response.body#/sectionId" } },
    },
    400: { description: "Malformed comment or key", problems: { "Invalid request body": "/contenu is required" } },
    422: usedForAnotherPayload,
    415: unsupportedCharset,
    503: outOfCapacity,
  },
});

const input = inputOf(createComment);

/** Keeps a comment, once for each idempotency key. */
export const createCommentHandler = (env: CommentsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { body, headers } = read(event);
    const id = newId(event, headers["Idempotency-Key"]);
    const comment = { ...body, id, timestamp: new Date().toISOString() };
    return json(201, present(await createOnce(documents, TableName, comment, body)));
  });
};
