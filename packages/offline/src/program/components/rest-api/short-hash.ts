import { createHash } from "node:crypto";

/** The digits by which the component tells its children apart. */
export const shortHash = (of: string): string => createHash("sha1").update(of).digest("hex").slice(0, 8);
