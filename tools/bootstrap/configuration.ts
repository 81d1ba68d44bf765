import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Document, parseDocument } from "yaml";
import type { Repository } from "../../infra/delivery/trust";
import { UserError } from "../../packages/offline/src/errors";
import type { Step } from "./step";

/** The project, and the configuration of the stack that is to be deployed. */
export class StackFile {
  readonly project: string;
  private readonly file: string;
  private readonly document: Document;

  /** @throws UserError where there is no such project or stack */
  constructor(stack: string) {
    this.file = `Pulumi.${stack}.yaml`;
    const project: unknown = existsSync("Pulumi.yaml")
      ? parseDocument(readFileSync("Pulumi.yaml", "utf8")).get("name")
      : undefined;
    if (typeof project !== "string")
      throw new UserError("there is no Pulumi.yaml here: run this in the project's folder");
    if (!existsSync(this.file)) throw new UserError(`there is no ${this.file}: say --stack with one that has a file`);
    this.project = project;
    this.document = parseDocument(readFileSync(this.file, "utf8"));
    if (this.document.errors.length > 0)
      throw new UserError(`${this.file} is no YAML: ${this.document.errors[0]?.message}`);
  }

  /** A text of the configuration, by its full key. */
  get(key: string): string | undefined {
    const value: unknown = this.document.getIn(["config", key]);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** Whose roles the program keeps within the boundary; all else of the file stays as it is, its comments among it. */
  step({ owner, name }: Repository): Step {
    const key = `${this.project}:github`;
    const repository = `${owner}/${name}`;
    return {
      pending: async () =>
        this.get(key) === repository ? undefined : `write ${key}: ${repository} into ${this.file}, which you commit`,
      make: async () => {
        this.document.setIn(["config", key], repository);
        writeFileSync(this.file, this.document.toString());
      },
    };
  }
}
