import { join, resolve } from "node:path";
import { UserError } from "../errors";
import { isRecord, membersOf } from "../is-record";
import { parseJson } from "../parse-json";
import { tokenName } from "../storage/data-folder";
import { readIfThere } from "../storage/documents";
import { holderOf } from "../storage/folder-lock";

/** What tells which of the hosts that run is meant. */
export interface Which {
  /** Folder of the program, whose `.offline` is the data folder unless `data` names another. */
  program: string;
  data?: string;
  /** Address of the host, which otherwise its data folder tells. */
  url?: string;
}

/** A request to a service of AWS. */
export interface AwsCall {
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /** Whether an error of this code is as good as an answer. */
  accepts?: (code: string) => boolean;
}

export interface AwsAnswer {
  headers: Headers;
  body: string;
}

/** A host that runs in another process. */
export class RunningHost {
  private constructor(
    /** Address of its port. */
    readonly url: string,
    private readonly token: string,
  ) {}

  /**
   * Finds a host by its data folder, or its address. Its token is OFFLINE_TOKEN, or else in the data folder.
   *
   * @throws UserError if none is running, or nobody knows its token
   */
  static find({ program, data, url }: Which, environment: NodeJS.ProcessEnv): RunningHost {
    const folder = resolve(data ?? join(program, ".offline"));
    const address = url?.replace(/\/+$/, "") ?? addressIn(folder);
    const token = environment.OFFLINE_TOKEN || readIfThere(join(folder, tokenName))?.trim();
    if (token) return new RunningHost(address, token);
    throw new UserError(
      `the token of the host at ${address} is not in ${folder}: name its data folder by --data, or give its token in OFFLINE_TOKEN`,
    );
  }

  /**
   * Asks for one of the host's own pages, by its path below `/_offline/`.
   *
   * @throws UserError if the host does not answer, or answers with a problem, whose words it holds
   */
  async ask(method: "GET" | "POST", page: string): Promise<unknown> {
    const answer = await this.send(method, page);
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.ok && body !== undefined) return body;
    const { title, detail } = isRecord(body) ? body : {};
    if (typeof title === "string" && typeof detail === "string") throw new UserError(`${title}: ${detail}`);
    throw this.isNone();
  }

  /**
   * Asks a service of AWS, as the account's administrator.
   *
   * @param service as signatures name it, such as `lambda`
   * @throws UserError with what the service refuses
   */
  async call(service: string, path: string, { accepts = () => false, ...request }: AwsCall): Promise<AwsAnswer> {
    const answer = await this.send(request.method ?? "POST", `aws/${service}${path}`, request);
    const { headers, ok } = answer;
    const body = await answer.text();
    if (ok) return { headers, body };
    const { __type: type, message, Message = message } = membersOf(parseJson(body));
    const code = headers.get("x-amzn-errortype") ?? String(type ?? "");
    if (accepts(code.replace(/^.*#|:.*$/g, ""))) return { headers, body };
    if (typeof Message === "string") throw new UserError(Message);
    throw this.isNone();
  }

  /** What is said where something else answers. */
  isNone(): UserError {
    return new UserError(`what answers at ${this.url} is no offline host`);
  }

  private async send(
    method: string,
    page: string,
    { headers, body }: Omit<AwsCall, "accepts"> = {},
  ): Promise<Response> {
    const request = { method, body, headers: { ...headers, "x-offline-token": this.token } };
    try {
      return await fetch(`${this.url}/_offline/${page}`, request);
    } catch (error) {
      // What fetch throws where nobody listens, or the address is none.
      if (error instanceof TypeError) throw new UserError(`no offline host answers at ${this.url}`);
      throw error;
    }
  }
}

function addressIn(folder: string): string {
  const holder = holderOf(folder);
  if (!holder) {
    throw new UserError(
      `no host is running with the data folder ${folder}: start it, or name another folder by --data, or the host's address by --url`,
    );
  }
  if (holder.address !== undefined) return holder.address;
  throw new UserError(`process ${holder.pid} is using the data folder ${folder}, and does not listen yet: try again`);
}
