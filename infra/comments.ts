import * as pulumi from "@pulumi/pulumi";
import { commentAnswer, commentRequest, createComment, listComments } from "../functions/comments/comment";
import { outOfCapacity } from "./answers";
import type { Route } from "./api/api";
import { type Allow, LambdaFunction } from "./blocks/lambda";
import type { Tag } from "./api/openapi";
import { idempotencyKey, pageParameters, query } from "./parameters";
import { pageSchema } from "./schemas";
import type { Settings } from "./settings";
import { createTable } from "./blocks/table";

/** Comments on the sections of a page, newest first. */
export class Comments extends pulumi.ComponentResource {
  readonly routes: Route[];

  constructor(name: string, { settings }: { settings: Settings }, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:comments:Comments", name, {}, opts);
    const parent = { parent: this };

    const table = createTable(
      name,
      {
        fixedName: "CommentairesAlternance",
        hashKey: "id",
        units: 3,
        indexes: { bySection: { hashKey: "sectionId", rangeKey: "timestamp", units: 3 } },
        settings,
      },
      parent,
    );
    const env = { table: table.name };
    this.routes = describeRoutes({
      create: createFunction("create", createComment(env), "dynamodb:PutItem", table.arn),
      list: createFunction(
        "list",
        listComments(env),
        "dynamodb:Query",
        pulumi.interpolate`${table.arn}/index/bySection`,
      ),
    });
    this.registerOutputs({});

    function createFunction(
      id: string,
      factory: ReturnType<typeof createComment>,
      action: string,
      resource: Allow["resources"][number],
    ): LambdaFunction {
      return new LambdaFunction(
        `${name}-${id}`,
        {
          factory,
          allow: [{ actions: [action], resources: [resource] }],
          environment: { ALLOWED_ORIGIN: settings.allowedOrigin },
          logRetentionDays: settings.logRetentionDays,
        },
        parent,
      );
    }
  }
}

const tag: Tag = { name: "Comments", description: "Comments on the sections of a page." };

const body = { sectionId: "accueil", auteur: "Élise", contenu: "Très bien" };
const answer = { id: "6f1c2a7e-90d4-4b7b-8a58-0f2e1d3c4b5a", ...body, timestamp: "2026-03-01T09:00:00.000Z" };

const describeRoutes = (functions: Record<"create" | "list", LambdaFunction>): Route[] => [
  {
    method: "POST",
    path: "/commentaires",
    id: "createComment",
    tag,
    summary: "Write a comment",
    parameters: [idempotencyKey],
    body: commentRequest,
    example: body,
    responses: {
      201: {
        description: "The comment",
        schema: commentAnswer,
        example: answer,
        links: { listComments: { sectionId: "$response.body#/sectionId" } },
      },
      400: {
        description: "Malformed comment or key",
        problems: {
          "Invalid request body": "/contenu is required",
          "Invalid Idempotency-Key": "Idempotency-Key must be 1 to 128 visible ASCII characters",
        },
      },
      422: {
        description: "The Idempotency-Key was used for another payload",
        problems: { "Idempotency-Key was used for another payload": "" },
      },
      503: outOfCapacity,
    },
    handler: functions.create,
  },
  {
    method: "GET",
    path: "/commentaires",
    id: "listComments",
    tag,
    summary: "List a section's comments, newest first",
    description: "A comment may take a moment to appear.",
    parameters: [
      query("sectionId", true, "The section", { schema: commentRequest.properties.sectionId, example: body.sectionId }),
      ...pageParameters,
    ],
    responses: {
      200: {
        description: "A page",
        schema: pageSchema("CommentPage", commentAnswer),
        example: { items: [answer] },
        links: { listComments: { sectionId: "$request.query.sectionId", cursor: "$response.body#/nextCursor" } },
      },
      400: {
        description: "Malformed query, or a cursor that was not issued for it",
        problems: { "Invalid query parameters": "sectionId: must be 1 to 64 letters, digits, _ and -" },
      },
      503: outOfCapacity,
    },
    handler: functions.list,
  },
];
