/** How a store is opened. */
export interface Opening {
  /** Whether damage is mended, which drops what is not whole; otherwise it ends the opening. */
  repair: boolean;
  /** Told, a line each, of what a person should know: what was dropped, and what was set aside. */
  report: (text: string) => void;
}

/** Damage ends the opening. */
export const strictly: Opening = { repair: false, report: () => undefined };

/** What a person can do about a damaged store. */
export const remedy = "restore it, or start once with --repair";
