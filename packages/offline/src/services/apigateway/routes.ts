import type { Method } from "./document";
import { Refusal } from "./refusal";
import { type Match, Router } from "./router";

/** What a path's `x-amazon-apigateway-any-method` stands for. */
const anyMethods = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

/** The methods of a stage by path and HTTP method. */
export class Routes {
  private readonly router = new Router<Map<string, Method>>();

  constructor(methods: Method[]) {
    const byPath = new Map<string, Map<string, Method>>();
    for (const method of methods) {
      const own = byPath.get(method.resourcePath) ?? new Map<string, Method>();
      byPath.set(method.resourcePath, own.set(method.httpMethod, method));
    }
    for (const [path, own] of byPath) this.router.add(path, own);
  }

  /**
   * The method that a request is for.
   *
   * @param path raw path below the stage
   * @throws Refusal if there is none; HEAD and OPTIONS too are there only where they are declared
   */
  find(httpMethod: string, path: string): Match<Method> {
    const found = this.router.find(path);
    const method = found?.target.get(httpMethod) ?? (anyMethods.has(httpMethod) ? found?.target.get("ANY") : undefined);
    if (found && method) return { target: method, variables: found.variables };
    throw new Refusal("MISSING_AUTHENTICATION_TOKEN");
  }
}
