import { join } from "node:path";
import { Contents } from "./contents";
import { type Lasting, makeFolder } from "./disk";
import { loadDocument, saveDocument } from "./documents";
import type { Opening } from "./opening";

export interface StoreFolderOptions {
  /** Absolute. */
  path: string;
  opening: Opening;
  /** The names of the services, each of which may have a folder of its own there. */
  stores: readonly string[];
  /** Whether anybody finds again what is there. */
  isKept: boolean;
}

/** What services keep: documents, and folders of their own. */
export class StoreFolder {
  /** Absolute path; services keep their files in folders of their own below it. */
  readonly path: string;
  /** How everything in it is opened. */
  readonly opening: Opening;
  protected readonly contents: Contents;
  protected readonly isKept: boolean;

  /** @throws UserError if it cannot be made, or something is gone and not to be repaired */
  constructor({ path, opening, stores, isKept }: StoreFolderOptions) {
    makeFolder(path);
    this.path = path;
    this.opening = opening;
    this.isKept = isKept;
    this.contents = new Contents(path, stores, opening);
  }

  /** A folder of this name below, for what need not be kept; undefined if nobody would ever find it there. */
  directory(name: string): string | undefined {
    return this.isKept ? join(this.path, name) : undefined;
  }

  /**
   * A stored document, or undefined before the first {@link save}.
   *
   * @param isDocument whether it has the shape that it was stored with
   * @throws UserError if it is damaged or has another shape, and is not to be repaired
   */
  load<Document>(name: string, isDocument: (value: unknown) => value is Document): Document | undefined {
    const file = `${name}.json`;
    const document = loadDocument(join(this.path, file), isDocument, this.opening);
    if (document === undefined) this.contents.remove(file);
    return document;
  }

  /**
   * Stores a document; when this returns it survives a crash, and no reader ever sees half of it.
   *
   * @throws UserError if the disk refuses; the document is then what it was
   */
  save(name: string, document: unknown, lasting?: Lasting): void {
    saveDocument(join(this.path, `${name}.json`), document, lasting);
    this.contents.add(`${name}.json`);
  }

  /** Writes down which folders there are. */
  noteFolders(): void {
    this.contents.noteFolders();
  }
}
