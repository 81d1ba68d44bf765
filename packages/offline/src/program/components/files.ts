import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Maker } from "./component";

/**
 * The files of a folder and of those in it, by their paths with slashes. The maker is told of the folders, whose entries the
 * children follow from.
 */
export function filesIn(folder: string, maker: Pick<Maker, "note">, below = ""): string[] {
  maker.note(folder);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const stats = statSync(path);
    if (stats.isFile()) return [below + entry.name];
    return stats.isDirectory() ? filesIn(path, maker, `${below}${entry.name}/`) : [];
  });
}
