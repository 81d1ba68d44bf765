import type { Output } from "@pulumi/pulumi";
import { cursorOf, limitOf, pageOf, positionOf, takeItems } from "../kit/cursor";
import { documentClient, type Item } from "../kit/documents";
import { json, problem, respond } from "../kit/http";
import { createOnce, newId } from "../kit/idempotency";
import { bodyOf } from "../kit/schema";

const sectionIdPattern = "^[A-Za-z0-9_-]{1,64}$";

const clientProperties = {
  sectionId: { type: "string", pattern: sectionIdPattern, description: "The section of the page it belongs to" },
  auteur: { type: "string", minLength: 1, maxLength: 80, description: "Who wrote it" },
  contenu: { type: "string", minLength: 1, maxLength: 2000, description: "What it says" },
} as const;

/** The body of `POST /commentaires`. */
export const commentRequest = {
  title: "CommentRequest",
  type: "object",
  properties: clientProperties,
  required: ["sectionId", "auteur", "contenu"],
  additionalProperties: false,
} as const;

/** A comment, as both routes answer it. */
export const commentAnswer = {
  title: "Comment",
  type: "object",
  properties: {
    id: { type: "string", description: "Names the comment" },
    ...clientProperties,
    timestamp: { type: "string", format: "date-time", description: "When it was written" },
  },
  required: ["id", "sectionId", "auteur", "contenu", "timestamp"],
} as const;

/** Where comments are kept. */
export interface CommentsEnvironment {
  table: Output<string>;
}

const present = ({ id, sectionId, auteur, contenu, timestamp }: Item) => ({
  id,
  sectionId,
  auteur,
  contenu,
  timestamp,
});

/** `POST /commentaires`. */
export const createComment = (env: CommentsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const body = bodyOf(commentRequest);
  return respond(async (event) => {
    const payload = body(event);
    const comment = { ...payload, id: newId(event), timestamp: new Date().toISOString() };
    return json(201, present(await createOnce(documents, TableName, comment, payload)));
  });
};

/** `GET /commentaires`: a section's, newest first. */
export const listComments = (env: CommentsEnvironment) => () => {
  const documents = documentClient();
  const TableName = env.table.get();
  const validSectionId = new RegExp(sectionIdPattern);
  return respond(async (event) => {
    const { sectionId = "", cursor } = event.queryStringParameters ?? {};
    if (!validSectionId.test(sectionId)) {
      throw problem(400, "Invalid query parameters", "sectionId: must be 1 to 64 letters, digits, _ and -");
    }
    const limit = limitOf(event);
    const query = ["commentaires", sectionId];
    const start = cursor === undefined ? undefined : positionOf(query, cursor);
    const input = {
      TableName,
      IndexName: "bySection",
      KeyConditionExpression: "sectionId = :sectionId",
      ExpressionAttributeValues: { ":sectionId": sectionId },
      ExclusiveStartKey: start && { sectionId, timestamp: start.sort, id: start.id },
      ScanIndexForward: false,
    };
    const taken = await takeItems(documents, input, limit);
    const cursorAfter = ({ timestamp, id }: Item) => cursorOf(query, { sort: timestamp, id });
    return json(200, pageOf(taken, limit, present, cursorAfter));
  });
};
