import type { SiteResponse } from "../../sites";
import { jwks } from "../tokens/keys";
import type { Exchange } from "./exchange";
import { json } from "./problems";

/** The pool's public keys, and where its endpoints are; anybody may keep them for a while. */
export function discovery(exchange: Exchange, document: string): SiteResponse {
  const { pool } = exchange;
  if (document === "jwks.json") return json(200, jwks(pool.issuer.key), kept);
  const { url } = exchange;
  const configuration = {
    ...{ issuer: pool.issuer.issuer, jwks_uri: `${url}/${pool.settings.id}/.well-known/jwks.json` },
    authorization_endpoint: `${url}/oauth2/authorize`,
    token_endpoint: `${url}/oauth2/token`,
    userinfo_endpoint: `${url}/oauth2/userInfo`,
    revocation_endpoint: `${url}/oauth2/revoke`,
    end_session_endpoint: `${url}/logout`,
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
  return json(200, configuration, kept);
}

// Not for a day, as on AWS: a data folder that is begun anew has other keys.
const kept = { "cache-control": "public, max-age=60" };
