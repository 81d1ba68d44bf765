import type { DataFolder } from "../storage/data-folder";
import { type Graph, json, objects, ofType, optionalJson, optionalText, type Resource, text } from "../graph/graph";
import { attachedTo, documentOf } from "./attached-policies";
import { compile, type Policy } from "./iam/compile";
import { type Kind, MalformedPolicy } from "./iam/document";
import type { Principal } from "./iam/principals";
import { UserError } from "../errors";

/** Someone who asks for something, and what they may do. */
export interface Caller {
  /** The ARN that policies and errors name: a role's session, or the account's root. */
  callerArn: string;
  /** What a resource's policy may name them by. */
  principal: Principal;
  /** The name of the role, for messages; undefined for the administrator, whom nothing limits. */
  role?: string;
  policy: Policy;
  /** The permissions boundary: what the caller's own policies can allow at most. */
  boundary?: Policy;
}

/** A caller with a pair of keys. */
export interface Identity extends Caller {
  accessKeyId: string;
  secretAccessKey: string;
  /** The token that goes with temporary keys; no request with another one is the key's owner's. */
  sessionToken?: string;
}

/** An AWS service that acts for one of its resources: it may do what the policy of what it acts on allows it. */
export const serviceCaller = (service: string): Caller => ({
  callerArn: service,
  principal: { service },
  policy: () => "implicitDeny",
});

/** Somebody who signs nothing: they may do what the policy of what they act on allows everybody. */
export const anonymous: Caller = {
  callerArn: "anonymous",
  principal: { arns: [] },
  policy: () => "implicitDeny",
};

/**
 * Who may call the AWS endpoint: the account's administrator, and each role with a pair of its own that is random per
 * data folder.
 */
export class Identities {
  /** The account's administrator, whom nothing limits. */
  readonly administrator: Identity;
  private readonly byKey = new Map<string, Identity>();
  private readonly byRole = new Map<string, Identity>();
  private readonly byCaller = new Map<string, Identity>();

  /** @throws UserError for a policy that AWS would refuse, naming its resource */
  constructor(graph: Graph, data: Pick<DataFolder, "secret">, environment: NodeJS.ProcessEnv) {
    checkPolicies(graph);
    this.administrator = administratorOf(graph, environment);
    this.byKey.set(this.administrator.accessKeyId, this.administrator);
    this.byCaller.set(this.administrator.callerArn, this.administrator);
    for (const role of ofType(graph, "aws:iam/role:Role")) {
      const identity = roleIdentity(role, graph, data);
      this.byKey.set(identity.accessKeyId, identity);
      this.byRole.set(text(role.outputs, "arn"), identity);
      this.byCaller.set(identity.callerArn, identity);
    }
  }

  find(accessKeyId: string): Identity | undefined {
    return this.byKey.get(accessKeyId);
  }

  /** The pair that a role's functions run with; undefined for a role that the program does not declare. */
  ofRole(roleArn: string): Identity | undefined {
    return this.byRole.get(roleArn);
  }

  /** Who made a request, for what a service goes on to do in their name; by the ARN that the call gave. */
  ofCaller(callerArn: string): Identity | undefined {
    return this.byCaller.get(callerArn);
  }
}

/** `test`/`test` as LocalStack's users know it, or the pair of the shell that started the host. */
function administratorOf({ account }: Graph, environment: NodeJS.ProcessEnv): Identity {
  const callerArn = `arn:aws:iam::${account}:root`;
  const accessKeyId = environment.AWS_ACCESS_KEY_ID ?? "test";
  const secretAccessKey = environment.AWS_SECRET_ACCESS_KEY ?? "test";
  const sessionToken = environment.AWS_ACCESS_KEY_ID === undefined ? undefined : environment.AWS_SESSION_TOKEN;
  const keys = { accessKeyId, secretAccessKey, sessionToken };
  return { ...keys, callerArn, principal: { arns: [callerArn] }, policy: () => "allow" };
}

/** @throws UserError where AWS would not make the policy, or the role, whatever refers to it */
function checkPolicies(graph: Graph): void {
  for (const { inputs, name } of ofType(graph, "aws:iam/policy:Policy"))
    compiled([json(inputs, "policy")], `the policy ${name}`);
  for (const { inputs, outputs } of ofType(graph, "aws:iam/role:Role")) {
    const trust = optionalJson(inputs, "assumeRolePolicy");
    if (trust !== undefined) compiled([trust], `the trust policy of role ${text(outputs, "name")}`, "trust");
  }
}

function roleIdentity(role: Resource, graph: Graph, data: Pick<DataFolder, "secret">): Identity {
  const name = text(role.outputs, "name");
  const arn = text(role.outputs, "arn");
  const secret = data.secret(`role ${arn}`);
  const callerArn = `arn:aws:sts::${graph.account}:assumed-role/${name}/${sessionOf(arn, graph)}`;
  return {
    accessKeyId: `AKIA${secret.slice(0, 16).toUpperCase()}`,
    secretAccessKey: secret.slice(24),
    callerArn,
    principal: { arns: [arn, callerArn] },
    role: name,
    policy: policyOf(role, name, graph),
    boundary: boundaryOf(role, name, graph),
  };
}

/** Lambda names a function's session after the function. */
function sessionOf(roleArn: string, graph: Graph): string {
  const lambda = ofType(graph, "aws:lambda/function:Function").find(({ inputs }) => inputs.role === roleArn);
  return lambda ? text(lambda.outputs, "name") : "offline";
}

/** The policy that a role names as its permissions boundary. What it says must be known: it restricts. */
function boundaryOf({ inputs }: Resource, name: string, graph: Graph): Policy | undefined {
  const arn = optionalText(inputs, "permissionsBoundary");
  if (arn === undefined) return undefined;
  const document = documentOf(arn, graph);
  if (document !== undefined) return compiled([document], `the permissions boundary of role ${name}`);
  throw new UserError(
    `the permissions boundary ${arn} of role ${name} is no policy that the program declares or that is known here, so the host cannot hold the role to it; declare it as an aws.iam.Policy`,
  );
}

/** The role's own documents, and those of the policies that are attached to it, as far as these are known. */
function policyOf(role: Resource, name: string, graph: Graph): Policy {
  const own = ofType(graph, "aws:iam/rolePolicy:RolePolicy").filter(({ inputs }) => inputs.role === name);
  const inline = objects(role.inputs, "inlinePolicies").flatMap((policy) => optionalJson(policy, "policy") ?? []);
  const attached = attachedTo(role, graph).flatMap((arn) => documentOf(arn, graph) ?? []);
  const documents = [...own.map(({ inputs }) => json(inputs, "policy")), ...inline, ...attached];
  return compiled(documents, `a policy of role ${name}`);
}

function compiled(documents: string[], label: string, kind: Kind = "identity"): Policy {
  try {
    return compile(
      documents.map((document) => JSON.parse(document)),
      kind,
    );
  } catch (error) {
    if (error instanceof MalformedPolicy || error instanceof SyntaxError) {
      throw new UserError(`AWS would refuse ${label}: ${error.message}`);
    }
    throw error;
  }
}

/** The unique id of a caller: the root's is the account; a session's is the role's id and the session's name. */
export function callerId(callerArn: string): string {
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(callerArn) ?? [];
  return role === undefined ? (callerArn.split(":")[4] ?? "") : `${role}:${session}`;
}
