import * as pulumi from "@pulumi/pulumi";
import { commentAnswer, commentRequest, createComment, listComments } from "../functions/comments";
import type { Route } from "./api";
import { type Allow, LambdaFunction } from "./lambda";
import { header, query } from "./parameters";
import { pageSchema } from "./schemas";
import type { Settings } from "./settings";
import { createTable } from "./table";

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

const describeRoutes = (functions: Record<"create" | "list", LambdaFunction>): Route[] => [
  {
    method: "POST",
    path: "/commentaires",
    id: "createComment",
    summary: "Write a comment",
    parameters: [header("Idempotency-Key", "Makes repeating the request safe")],
    body: commentRequest,
    responses: {
      201: { description: "The comment", schema: commentAnswer },
      400: { description: "Malformed comment or key" },
      422: { description: "The Idempotency-Key was used for another payload" },
      503: { description: "Out of capacity" },
    },
    handler: functions.create,
  },
  {
    method: "GET",
    path: "/commentaires",
    id: "listComments",
    summary: "A section's comments, newest first",
    parameters: [
      query("sectionId", true, "The section"),
      query("limit", false, "How many, 1 to 100; 20 by default"),
      query("cursor", false, "nextCursor of the page before"),
    ],
    responses: {
      200: { description: "A page", schema: pageSchema("CommentPage", commentAnswer) },
      400: { description: "Malformed query, or a cursor that was not issued for it" },
      503: { description: "Out of capacity" },
    },
    handler: functions.list,
  },
];
