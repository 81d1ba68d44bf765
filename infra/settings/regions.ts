import * as pulumi from "@pulumi/pulumi";
import type { Reader } from "./reader";

/** Where the stack is, and where it has instances besides. */
export interface RegionSettings {
  /** The stack's own region, `aws:region`: everything is there but what is said to be elsewhere. */
  region: string;
  /** The regions besides the stack's own that have a control instance each. */
  furtherRegions: string[];
}

/**
 * The regions of a stack. An empty list is the stack's own region: so what a stack's file says can be overridden.
 *
 * @throws pulumi.RunError for what is no list of regions, or one without the stack's own
 */
export function regions(read: Reader): RegionSettings {
  const region = new pulumi.Config("aws").require("region");
  const meaning = `a list of regions with commas between, each once, with the stack's own (${region}) among them`;
  const name = "[a-z]{2,4}(-[a-z]{1,12}){1,3}-\\d{1,2}";
  const text = read.text("controlRegions", "", new RegExp(`^(|${name}(,${name})*)$`), meaning);
  const listed = text === "" ? [region] : text.split(",");
  if (!listed.includes(region) || new Set(listed).size < listed.length) {
    throw read.refusal("controlRegions", text, meaning);
  }
  return { region, furtherRegions: listed.filter((one) => one !== region) };
}
