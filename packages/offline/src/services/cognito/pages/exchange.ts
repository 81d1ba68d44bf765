import { randomBytes } from "node:crypto";
import { readBody, type AwsRequest } from "../../../protocol/service";
import { limited } from "../../../protocol/body";
import type { SiteAddress, SiteResponse } from "../../sites";
import { isSameText } from "../passwords/hash";
import type { Pool } from "../pool";
import { type Language, languageOf } from "./text";
import { OAuthError } from "./problems";

/** Bytes of a form at most. */
const formLimit = { bytes: 64 * 1024, refuse: () => new OAuthError("invalid_request", "the form is too large") };

/** A request of a browser's or an application's at a pool's address. */
export class Exchange {
  readonly parameters: URLSearchParams;
  readonly language: Language;
  /** Cookies that the answer sets. */
  private readonly cookies: string[] = [];

  constructor(
    readonly pool: Pool,
    readonly request: AwsRequest,
    private readonly address: Pick<SiteAddress, "url" | "localUrl"> | undefined,
  ) {
    this.parameters = new URLSearchParams(request.query);
    this.language = languageOf(this.parameters.get("lang") ?? "", request.headers["accept-language"] ?? "");
  }

  /** Where the pool is for whoever asks. */
  get url(): string {
    return this.address?.url ?? `http://${this.request.headers.host ?? "localhost"}`;
  }

  /** The fields of a form. @throws OAuthError for what is none */
  async form(): Promise<URLSearchParams> {
    const type = this.request.headers["content-type"] ?? "";
    if (!type.startsWith("application/x-www-form-urlencoded")) throw new OAuthError("invalid_request");
    return new URLSearchParams((await readBody(limited(this.request, formLimit))).toString("utf8"));
  }

  /** Whether a form was sent from one of the pool's own pages, in the browser that was shown it. */
  isOwnForm(form: URLSearchParams): boolean {
    const { origin, host, "sec-fetch-site": site } = this.request.headers;
    const own = [new URL(this.url).origin, `http://${host ?? ""}`];
    if (origin !== undefined && !own.includes(origin)) return false;
    if (site !== undefined && site !== "same-origin" && site !== "none") return false;
    const cookie = this.cookie("form");
    return cookie !== undefined && isSameText(form.get("_csrf") ?? "", this.pool.context.kept.formToken(cookie));
  }

  /** What a form on the page that is answered must carry. */
  formToken(): string {
    const known = this.cookie("form");
    const cookie = known ?? randomBytes(18).toString("base64url");
    if (known === undefined) this.setCookie("form", cookie, 3600);
    return this.pool.context.kept.formToken(cookie);
  }

  cookie(kind: "form" | "session"): string | undefined {
    const name = `${this.cookieName(kind)}=`;
    const cookies = (this.request.headers.cookie ?? "").split(/; */);
    return cookies.find((one) => one.startsWith(name))?.slice(name.length);
  }

  /** @param seconds none takes it away */
  setCookie(kind: "form" | "session", value: string, seconds: number): void {
    const secure = this.url.startsWith("https:") ? "; Secure" : "";
    this.cookies.push(`${this.cookieName(kind)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`);
  }

  /** Has the browser go elsewhere. */
  redirect(location: string): SiteResponse {
    return this.withCookies({ status: 303, headers: { location, "cache-control": "no-store" }, body: "" });
  }

  withCookies(response: SiteResponse): SiteResponse {
    return this.cookies.length === 0
      ? response
      : { ...response, headers: { ...response.headers, "set-cookie": this.cookies } };
  }

  /** Cookies do not tell ports apart: those of each port have names of their own. */
  private cookieName(kind: "form" | "session"): string {
    return `cognito-${kind}-${new URL(this.address?.localUrl ?? this.url).port}`;
  }
}
