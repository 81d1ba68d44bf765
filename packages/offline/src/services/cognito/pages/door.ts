import { randomUUID } from "node:crypto";
import type { AwsRequest, AwsService } from "../../../protocol/service";
import type { SiteAddress, SiteDoor, SiteResponse } from "../../sites";
import { answerUnsigned, isForUserPools } from "../operations/unsigned";
import type { Pool } from "../pool";
import { authorize, Refused } from "./authorize";
import { discovery } from "./discovery";
import { Exchange } from "./exchange";
import { forgot, forgotPage } from "./forgot";
import { problemPage } from "./html";
import { login, loginPage } from "./login";
import { logout } from "./logout";
import { OAuthError, oauthFailure, PageProblem, preflight } from "./problems";
import { signUp, signUpPage } from "./sign-up";
import { revoke, token, userInfo } from "./token";

type Page = (exchange: Exchange) => SiteResponse | Promise<SiteResponse>;

/** What people's browsers open. */
const pages: Record<string, Partial<Record<string, Page>>> = {
  "/oauth2/authorize": { GET: authorize },
  "/login": { GET: loginPage, POST: login },
  "/forgotPassword": { GET: (exchange) => forgotPage(exchange), POST: forgot },
  "/signup": { GET: (exchange) => signUpPage(exchange), POST: signUp },
  "/logout": { GET: logout },
};

/** What applications ask, those in web pages too. */
const endpoints: Record<string, Partial<Record<string, Page>>> = {
  "/oauth2/token": { POST: token },
  "/oauth2/userInfo": { GET: userInfo, POST: userInfo },
  "/oauth2/revoke": { POST: revoke },
};

/** Serves a pool's own address: its pages, the endpoints of applications, its keys, and the operations that need no signature. */
export class PoolDoor implements SiteDoor {
  constructor(
    private readonly pool: Pool,
    private readonly address: SiteAddress | undefined,
    private readonly aws: AwsService,
  ) {}

  async handle(request: AwsRequest): Promise<SiteResponse> {
    const exchange = new Exchange(this.pool, request, this.address);
    const method = request.method === "HEAD" ? "GET" : request.method;
    const { path } = request;
    const document = this.documentAt(path);
    if (document !== undefined && method === "GET") return discovery(exchange, document);
    const hasPages = this.pool.settings.domain !== undefined;
    const endpoint = hasPages && Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
    if (method === "OPTIONS" && (endpoint !== undefined || document !== undefined || path === "/"))
      return preflight(request.headers["access-control-request-headers"]);
    if (path === "/" && isForUserPools(request)) return this.operation(request);
    const page = hasPages && Object.hasOwn(pages, path) ? pages[path] : undefined;
    const serve = (endpoint ?? page)?.[method];
    try {
      if (serve) return await serve(exchange);
      if (endpoint ?? page) return notAllowed(Object.keys(endpoint ?? page ?? {}));
      throw new PageProblem("request");
    } catch (error) {
      if (error instanceof Refused) return exchange.redirect(error.location);
      if (error instanceof OAuthError) return page ? problemPage(exchange, "form") : oauthFailure(error);
      if (error instanceof PageProblem) return problemPage(exchange, error.problem);
      throw error;
    }
  }

  /** The document below `.well-known`, with the pool's id before it or without. */
  private documentAt(path: string): string | undefined {
    const [, id, document] = /^(?:\/([\w-]+))?\/\.well-known\/(jwks\.json|openid-configuration)$/.exec(path) ?? [];
    return id === undefined || id === this.pool.settings.id ? document : undefined;
  }

  /** Web pages of any site may ask here: who they are goes by what they send, and by no cookie. */
  private async operation(request: AwsRequest): Promise<SiteResponse> {
    const answer = await answerUnsigned(this.aws, request, randomUUID());
    const open = { "access-control-allow-origin": "*", "access-control-expose-headers": "x-amzn-requestid" };
    return { ...answer, headers: { ...answer.headers, ...open } };
  }
}

const notAllowed = (methods: string[]): SiteResponse => ({
  status: 405,
  headers: { "content-type": "text/plain", allow: methods.join(", ") },
  body: "Method not allowed",
});
