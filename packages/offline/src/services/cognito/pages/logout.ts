import type { SiteResponse } from "../../sites";
import type { Exchange } from "./exchange";
import { PageProblem } from "./problems";

/**
 * `/logout`: forgets who has signed in with this browser, then goes to a sign-out address of the client's, or to the sign-in
 * page for a callback of it (https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html). Tokens stay
 * good: applications revoke theirs themselves.
 */
export function logout(exchange: Exchange): SiteResponse {
  const { parameters, pool, request } = exchange;
  const client = pool.settings.clients.find(({ id, usesPages }) => usesPages && id === parameters.get("client_id"));
  if (!client) throw new PageProblem("client");
  const session = exchange.cookie("session");
  if (session !== undefined) {
    pool.context.kept.sessions.take(session);
    exchange.setCookie("session", "", 0);
  }
  const target = parameters.get("logout_uri");
  if (target !== null) {
    if (!client.logouts.includes(target)) throw new PageProblem("redirect");
    return exchange.redirect(target);
  }
  if (!client.callbacks.includes(parameters.get("redirect_uri") ?? "")) throw new PageProblem("redirect");
  return exchange.redirect(`/login?${request.query}`);
}
