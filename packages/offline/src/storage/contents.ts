import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors";
import { loadDocument, saveDocument } from "./documents";
import { type Opening, remedy } from "./opening";

const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((name) => typeof name === "string");

/**
 * What a data folder holds, by name: the folders of the stores, and the files that must not be forgotten. It is written
 * down, so that it is noticed when one of them is gone.
 */
export class Contents {
  private readonly path: string;
  private readonly names: Set<string>;

  /**
   * @param stores the folders that the stores may have
   * @throws UserError if something is gone and the opening does not repair
   */
  constructor(
    private readonly folder: string,
    private readonly stores: readonly string[],
    opening: Opening,
  ) {
    this.path = join(folder, "contents.json");
    // The list itself can be made anew: without it less is noticed, and nothing is lost.
    const readable = { repair: true, report: () => undefined };
    this.names = new Set(loadDocument(this.path, isNames, readable));
    const missing = [...this.names].filter((name) => !existsSync(join(folder, name)));
    for (const name of missing) this.forget(name, opening);
    if (missing.length > 0) this.save();
  }

  /** Writes down that a file must be there from now on. */
  add(name: string): void {
    if (this.names.has(name)) return;
    this.names.add(name);
    this.save();
  }

  /** Forgets a file that was set aside. */
  remove(name: string): void {
    if (this.names.delete(name)) this.save();
  }

  /** Writes down which folders there are. */
  noteFolders(): void {
    const there = this.stores.filter((name) => existsSync(join(this.folder, name)));
    const fresh = there.filter((name) => !this.names.has(name));
    for (const name of fresh) this.names.add(name);
    if (fresh.length > 0) this.save();
  }

  private forget(name: string, { repair, report }: Opening): void {
    const problem = `${join(this.folder, name)} is missing, and was there when the data folder was last used`;
    if (!repair) throw new UserError(`${problem}; ${remedy}, which starts without it`);
    this.names.delete(name);
    report(`repaired: ${problem}; the host starts without it`);
  }

  private save(): void {
    saveDocument(this.path, [...this.names].sort());
  }
}
