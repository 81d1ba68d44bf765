import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { SiteConfig } from "../config";

export const ConfigContext = createContext<SiteConfig | undefined>(undefined);

/** What the program tells the pages; only below the shell. */
export function useConfig(): SiteConfig {
  const config = useContext(ConfigContext);
  if (!config) throw new Error("no configuration here: this component is outside of the shell");
  return config;
}
