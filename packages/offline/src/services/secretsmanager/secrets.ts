import { createHash } from "node:crypto";
import { type Graph, ofType, optionalText, type Properties, text } from "../../graph/graph";
import { membersOf } from "../../is-record";
import { AwsError } from "../../protocol/service";
import type { StoreFolder } from "../../storage/store-folder";

/** What a secret holds: a text, or bytes as Base64. */
export interface SecretValue {
  secretString?: string;
  secretBinary?: string;
}

/** A version of a secret, which nothing changes. */
export interface Version extends SecretValue {
  versionId: string;
  /** Milliseconds since the epoch. */
  created: number;
}

/** A secret that the program declares. */
export interface Secret {
  arn: string;
  name: string;
  description?: string;
  tags: Properties;
}

/** Bytes of a value (https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html). */
const limits = { value: 65_536 } as const;

/** A version that callers have put, as it is kept. */
interface Stored extends Version {
  arn: string;
}

/** The secrets that the program declares, with its values and above them those that callers put; these are on disk before they are answered. */
export class Secrets {
  private readonly secrets: Secret[];
  private readonly declared: Stored[];
  private stored: readonly Stored[];

  constructor(
    graph: Graph,
    private readonly data: Pick<StoreFolder, "load" | "save">,
    private readonly now: () => number,
  ) {
    this.secrets = ofType(graph, "aws:secretsmanager/secret:Secret").map(({ inputs, outputs }) => ({
      arn: text(outputs, "arn"),
      name: text(outputs, "name"),
      description: optionalText(inputs, "description"),
      tags: membersOf(inputs.tags),
    }));
    this.declared = ofType(graph, "aws:secretsmanager/secretVersion:SecretVersion").flatMap(({ inputs, outputs }) => {
      const secret = this.find(text(inputs, "secretId"));
      const value = {
        secretString: optionalText(inputs, "secretString"),
        secretBinary: optionalText(inputs, "secretBinary"),
      };
      return secret ? [{ arn: secret.arn, versionId: text(outputs, "versionId"), created: now(), ...value }] : [];
    });
    this.stored = data.load("secrets", isStoredList) ?? [];
  }

  /** A secret by its name, its ARN, or its ARN without the characters that AWS adds to the name. */
  find(secretId: string): Secret | undefined {
    return this.secrets.find(
      ({ arn, name }) => [arn, name].includes(secretId) || arn.replace(/-[^-]{6}$/, "") === secretId,
    );
  }

  /** Its versions, the oldest first: the last is current, and the one before it the previous one. */
  versionsOf({ arn }: Secret): Version[] {
    return [...this.declared, ...this.stored].filter((version) => version.arn === arn);
  }

  /**
   * Makes a value the current one.
   *
   * @param token the version's id, which says that a request has come again
   * @throws AwsError for what AWS refuses
   */
  put(secret: Secret, value: SecretValue, token: string): Version {
    const { secretString, secretBinary } = value;
    if ((secretString === undefined) === (secretBinary === undefined))
      throw new AwsError("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
    const size =
      secretString === undefined ? Buffer.from(secretBinary ?? "", "base64").length : Buffer.byteLength(secretString);
    if (size > limits.value || size === 0)
      throw new AwsError("ValidationException", `A secret's value has between 1 and ${limits.value} bytes.`);
    const known = this.versionsOf(secret).find(({ versionId }) => versionId === token);
    if (known) {
      if (known.secretString === secretString && known.secretBinary === secretBinary) return known;
      throw new AwsError(
        "ResourceExistsException",
        `A resource with the ID you requested already exists: the version ${token} has another value.`,
      );
    }
    const version: Stored = { arn: secret.arn, versionId: token, created: this.now(), ...value };
    const stored = [...this.stored, version];
    // AWS keeps what has a stage; the others it may forget at any time.
    const kept = stored
      .filter((one) => one.arn !== secret.arn)
      .concat(stored.filter((one) => one.arn === secret.arn).slice(-2));
    this.data.save("secrets", kept);
    this.stored = kept;
    return version;
  }
}

/** The id of a version that the program declares: another value is another version. */
export const declaredVersionId = (urn: string, value: SecretValue): string =>
  createHash("sha256")
    .update(JSON.stringify([urn, value.secretString, value.secretBinary]))
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

const isStoredList = (value: unknown): value is Stored[] => Array.isArray(value) && value.every(isStored);

const isStored = (value: unknown): value is Stored => {
  const { arn, versionId, created, secretString, secretBinary } = membersOf(value);
  const isText = (one: unknown): boolean => typeof one === "string";
  const values = [secretString, secretBinary].filter((one) => one !== undefined);
  return isText(arn) && isText(versionId) && typeof created === "number" && values.length === 1 && values.every(isText);
};
