import type * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { createComment, createCommentHandler } from "../functions/comments/create";
import { listComments, listCommentsHandler } from "../functions/comments/list";
import { type Route, route, type ServedRoute, serveRoutes } from "./api/routes";
import { createTable } from "./blocks/table";
import type { Settings } from "./settings";

/** The endpoints of comments. */
export const commentRoutes: Route<Parts>[] = [
  route("create", createComment, ({ env, may }) => ({ factory: createCommentHandler(env), allow: [may.put] })),
  route("list", listComments, ({ env, may }) => ({ factory: listCommentsHandler(env), allow: [may.query] })),
];

/** Comments on the sections of a page, newest first. */
export class Comments extends pulumi.ComponentResource {
  readonly tables: Record<string, dynamodb.Table>;
  readonly routes: ServedRoute[];

  constructor(name: string, { settings }: { settings: Settings }, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:comments:Comments", name, {}, opts);
    const parent = { parent: this };

    const bySection = { hashKey: "sectionId", rangeKey: "timestamp", units: 3 };
    const keys = { hashKey: "id", units: 3, indexes: { bySection } };
    const table = createTable(name, { ...keys, fixedName: "CommentairesAlternance", settings }, parent);

    this.tables = { [name]: table };
    this.routes = serveRoutes(name, commentRoutes, partsOf(table), settings, parent);
    this.registerOutputs({});
  }
}

type Parts = ReturnType<typeof partsOf>;

/** What the functions work with, and may do. */
const partsOf = (table: dynamodb.Table) => ({
  env: { table: table.name },
  may: {
    put: { actions: ["dynamodb:PutItem"], resources: [table.arn] },
    query: { actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${table.arn}/index/bySection`] },
  },
});
