import type { Output } from "@pulumi/pulumi";
import type { FromSchema } from "json-schema-to-ts";
import type { Item } from "../kit/documents";
import type { Tag } from "../kit/endpoint";

/** The chapter of comments. */
export const tag: Tag = { name: "Comments", description: "Comments on the sections of a page." };

/** Where comments are kept. */
export interface CommentsEnvironment {
  table: Output<string>;
}

const clientProperties = {
  sectionId: {
    type: "string",
    pattern: "^[A-Za-z0-9_-]{1,64}$",
    description: "The section of the page it belongs to",
  },
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

/** A comment as a client sends it. */
export const requestExample: FromSchema<typeof commentRequest> = {
  sectionId: "accueil",
  auteur: "Élise",
  contenu: "Très bien",
};

/** The same comment as it is answered. */
export const answerExample: FromSchema<typeof commentAnswer> = {
  id: "6f1c2a7e-90d4-4b7b-8a58-0f2e1d3c4b5a",
  ...requestExample,
  timestamp: "2026-03-01T09:00:00.000Z",
};

/** A comment's answer, from its record. */
export const present = ({ id, sectionId, auteur, contenu, timestamp }: Item) => ({
  id,
  sectionId,
  auteur,
  contenu,
  timestamp,
});
