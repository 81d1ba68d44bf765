import { membersOf } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import { isTooLarge, type Invocable } from "../../../protocol/targets";
import { Refusal } from "../../apigateway/refusal";
import { valueAt } from "../../apigateway/mapping/json-path";
import type { StageFunctions } from "../../apigateway/stage-functions";
import type { SocketApi, SocketRoute } from "./declared";
import type { Occurrence } from "./events";

/** The route that a message is for: that which its content names, or else `$default`. */
export function routeOf({ selection, routes }: SocketApi, message: string): SocketRoute | undefined {
  const path = /^\$request\.body(.*)$/.exec(selection.replace(/^\$\{(.*)\}$/, "$$$1"))?.[1];
  const value = path === undefined ? undefined : valueAt(parseJson(message), path);
  const named = value === undefined || value === null || typeof value === "object" ? undefined : String(value);
  // What begins with a dollar sign is no name that a client may choose.
  const route = named === undefined || named.startsWith("$") ? undefined : routes.get(named);
  return route ?? routes.get("$default");
}

/** What a route's function answered. */
export interface RouteAnswer {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: string;
}

/** The functions behind the routes of WebSocket APIs. */
export class SocketFunctions {
  constructor(private readonly functions: StageFunctions) {}

  /**
   * Has a route's function answer an event. What it answers that is no proxy answer counts as success with no body.
   *
   * @returns undefined where it fails, is late, or may not be invoked; and why the route has none, as text
   * @throws NoCapacity if no environment became free within the integration's time-out
   */
  async answer({ target }: SocketRoute, { api, connection, routeKey }: Occurrence, event: object) {
    if (target.kind === "unserved") return { unserved: target.what };
    if (target.kind === "mock") return { status: 200, headers: {}, body: "" };
    const source = `${api.executionArn}/${connection.stage}/${routeKey}`;
    const { functionArn, roleArn, timeoutMilliseconds } = target;
    const lambda = this.functions.permitted(`${routeKey} of ${api.name}`, functionArn, roleArn, source);
    const payload = JSON.stringify(event);
    if (!lambda || isTooLarge(payload)) return undefined;
    return this.invoked(lambda, payload, timeoutMilliseconds);
  }

  private async invoked(lambda: Invocable, payload: string, milliseconds: number): Promise<RouteAnswer | undefined> {
    try {
      const invoking = lambda.invoke(payload, milliseconds);
      const outcome = await this.functions.within(milliseconds, invoking, () => new Refusal("INTEGRATION_TIMEOUT"));
      return outcome.failed ? undefined : answerOf(outcome.payload);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }
}

function answerOf(payload: string): RouteAnswer {
  const { statusCode, headers, body } = membersOf(parseJson(payload));
  const status = statusCode === undefined ? 200 : Number(statusCode);
  return {
    status: Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500,
    headers: Object.fromEntries(
      Object.entries(membersOf(headers)).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    body: typeof body === "string" ? body : body === undefined || body === null ? "" : JSON.stringify(body),
  };
}
