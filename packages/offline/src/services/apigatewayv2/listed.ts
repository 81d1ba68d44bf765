import type { ListedApi, ListedRoute } from "../page-answers";
import type { HttpApi, Route } from "./declared";
import { apiPath } from "./door";

/** The stages of HTTP APIs, as the console lists them: their documents say what their routes do. */
export const listedApis = (apis: readonly HttpApi[]): ListedApi[] =>
  apis.flatMap(({ id, name, routes, stages }) =>
    [...stages.keys()].map((stage) => ({
      name: `${name}/${stage}`,
      path: `${apiPath}${id}${stage === "$default" ? "" : `/${stage}`}`,
      document: documentOf(name, routes),
      routes: routes.map(listedRoute),
    })),
  );

/** The path of a route for all that no other is for. */
const anyPath = "/{proxy+}";

function listedRoute({ key, target }: Route): ListedRoute {
  const [method = "ANY", path] = key.split(" ");
  return {
    method: path === undefined ? "ANY" : method,
    path: path ?? anyPath,
    apiKeyRequired: false,
    unserved: target.kind === "unserved" ? target.what : undefined,
  };
}

function documentOf(title: string, routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const { method, path } = listedRoute(route);
    const verb = method === "ANY" ? "x-amazon-apigateway-any-method" : method.toLowerCase();
    paths[path] = { ...paths[path], [verb]: operationOf(path, route) };
  }
  return { openapi: "3.0.1", info: { title, version: "1.0" }, paths };
}

function sourcesOf(authorizer: Route["authorizer"]): string[] {
  if (authorizer?.kind === "jwt") return [authorizer.source];
  return authorizer?.kind === "lambda" ? authorizer.sources : [];
}

function operationOf(path: string, { authorizer }: Route): object {
  const variables = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => ({ name, in: "path", required: true }));
  const sources = sourcesOf(authorizer);
  const headers = sources.flatMap((source) => {
    const name = /^\$request\.header\.(.+)$/.exec(source)?.[1];
    return name === undefined ? [] : [{ name, in: "header", required: true }];
  });
  return { parameters: [...variables, ...headers] };
}
