/** What a stand-in answers. */
export interface Reply {
  status?: number;
  type?: string;
  body: string;
}

/** An error as IAM, STS and S3 say it. */
export const xmlError = (status: number, code: string, message = code): Reply => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

interface Role {
  trust: string;
  inline: Map<string, string>;
  attached: Set<string>;
}

const account = "000000000000";
const nothing = xmlError(404, "NoSuchEntity");

/** IAM and STS, as far as bootstrap asks them. */
export class Identity {
  /** Clients of providers, by ARN. */
  readonly providers = new Map<string, string[]>();
  /** The versions of policies, by ARN; the last is in force. */
  readonly policies = new Map<string, { id: string; document: string }[]>();
  readonly roles = new Map<string, Role>();
  private versions = 0;

  answer(action: string, form: URLSearchParams): Reply {
    const text = (name: string): string => form.get(name) ?? "";
    const result = this.result(action, text);
    if (typeof result !== "string") return result;
    return { body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>` };
  }

  private result(action: string, text: (name: string) => string): string | Reply {
    if (action === "GetCallerIdentity") return `<Account>${account}</Account>`;
    if (action.endsWith("OpenIDConnectProvider")) return this.provider(action, text);
    return /Policy(Versions?)?$/.test(action) && !/Role/.test(action)
      ? this.policy(action, text)
      : this.role(action, text);
  }

  private provider(action: string, text: (name: string) => string): string | Reply {
    const arn = text("OpenIDConnectProviderArn");
    switch (action) {
      case "CreateOpenIDConnectProvider":
        this.providers.set(text("Url").replace("https://", `arn:aws:iam::${account}:oidc-provider/`), [
          text("ClientIDList.member.1"),
        ]);
        return "";
      case "AddClientIDToOpenIDConnectProvider":
        this.providers.get(arn)?.push(text("ClientID"));
        return "";
      default: {
        const clients = this.providers.get(arn);
        if (!clients) return nothing;
        return `<ClientIDList>${clients.map((one) => `<member>${one}</member>`).join("")}</ClientIDList>`;
      }
    }
  }

  private policy(action: string, text: (name: string) => string): string | Reply {
    const arn = text("PolicyArn") || `arn:aws:iam::${account}:policy/${text("PolicyName")}`;
    const versions = this.policies.get(arn);
    const last = versions?.at(-1);
    switch (action) {
      case "CreatePolicy":
      case "CreatePolicyVersion":
        if (versions?.length === 5) return xmlError(409, "LimitExceeded");
        this.policies.set(arn, [...(versions ?? []), { id: `v${++this.versions}`, document: text("PolicyDocument") }]);
        return "";
      case "DeletePolicyVersion":
        this.policies.set(arn, versions?.filter(({ id }) => id !== text("VersionId")) ?? []);
        return "";
      case "ListPolicyVersions":
        return `<Versions>${versions?.map(({ id }, index) => member(id, index, id === last?.id)).join("")}</Versions>`;
      case "GetPolicy":
        return last ? `<Policy><DefaultVersionId>${last.id}</DefaultVersionId></Policy>` : nothing;
      default:
        return `<PolicyVersion><Document>${encodeURIComponent(last?.document ?? "")}</Document></PolicyVersion>`;
    }
  }

  private role(action: string, text: (name: string) => string): string | Reply {
    const name = text("RoleName");
    if (action === "CreateRole") {
      this.roles.set(name, { trust: text("AssumeRolePolicyDocument"), inline: new Map(), attached: new Set() });
      return "";
    }
    const role = this.roles.get(name);
    if (!role) return nothing;
    switch (action) {
      case "UpdateAssumeRolePolicy":
        role.trust = text("PolicyDocument");
        return "";
      case "PutRolePolicy":
        role.inline.set(text("PolicyName"), text("PolicyDocument"));
        return "";
      case "AttachRolePolicy":
        role.attached.add(text("PolicyArn"));
        return "";
      case "DetachRolePolicy":
        role.attached.delete(text("PolicyArn"));
        return "";
      case "ListAttachedRolePolicies":
        return `<AttachedPolicies>${[...role.attached].map((arn) => `<member><PolicyArn>${arn}</PolicyArn></member>`).join("")}</AttachedPolicies>`;
      case "GetRolePolicy": {
        const document = role.inline.get(text("PolicyName"));
        return document === undefined ? nothing : `<PolicyDocument>${encodeURIComponent(document)}</PolicyDocument>`;
      }
      default:
        return `<Role><RoleName>${name}</RoleName><AssumeRolePolicyDocument>${encodeURIComponent(role.trust)}</AssumeRolePolicyDocument></Role>`;
    }
  }
}

const member = (id: string, index: number, isDefault: boolean): string =>
  `<member><VersionId>${id}</VersionId><IsDefaultVersion>${isDefault}</IsDefaultVersion>` +
  `<CreateDate>2026-11-0${index + 1}T00:00:00Z</CreateDate></member>`;
