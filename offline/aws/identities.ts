import type { DataFolder } from "../data";
import { type Graph, ofType, text } from "../program/graph";

/** A pair of keys and the principal they stand for. */
export interface Identity {
  accessKeyId: string;
  secretAccessKey: string;
  /** ARN of the role, or of the account's root. */
  principalArn: string;
}

/**
 * Who may call the AWS endpoint: the account's administrator, and each role with a pair of its own that is random per
 * data folder.
 */
export class Identities {
  private readonly byKey = new Map<string, Identity>();
  private readonly byRole = new Map<string, Identity>();

  constructor(graph: Graph, data: DataFolder, environment: NodeJS.ProcessEnv) {
    this.byKey.set(...administrator(graph, environment));
    for (const { outputs } of ofType(graph, "aws:iam/role:Role")) {
      const principalArn = text(outputs, "arn");
      const secret = data.secret(`role ${principalArn}`);
      const identity = {
        accessKeyId: `AKIA${secret.slice(0, 16).toUpperCase()}`,
        secretAccessKey: secret.slice(24),
        principalArn,
      };
      this.byKey.set(identity.accessKeyId, identity);
      this.byRole.set(principalArn, identity);
    }
  }

  find(accessKeyId: string): Identity | undefined {
    return this.byKey.get(accessKeyId);
  }

  /** The pair that a role's functions run with; undefined for a role that the program does not declare. */
  ofRole(roleArn: string): Identity | undefined {
    return this.byRole.get(roleArn);
  }
}

/** `test`/`test` as LocalStack's users know it, or the pair of the shell that started the host. */
function administrator({ account }: Graph, environment: NodeJS.ProcessEnv): [string, Identity] {
  const accessKeyId = environment.AWS_ACCESS_KEY_ID ?? "test";
  const secretAccessKey = environment.AWS_SECRET_ACCESS_KEY ?? "test";
  return [accessKeyId, { accessKeyId, secretAccessKey, principalArn: `arn:aws:iam::${account}:root` }];
}
