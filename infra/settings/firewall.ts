import type { Reader } from "./reader";

/** What a web application firewall lets through. */
export interface FirewallSettings {
  /** Requests of an address in five minutes, above which it is kept out for a while. */
  rate: number;
}

/** The bounds of a rate rule (https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html). */
const bounds = { lowest: 10, highest: 2_000_000_000 } as const;

/**
 * @param endpoints the services whose endpoints on an emulator the stack names; undefined on AWS
 * @returns undefined where there is no firewall, which costs money
 * @throws pulumi.RunError naming the key, what is wrong with its value and the command that sets it
 */
export function firewall(read: Reader, endpoints: readonly string[] | undefined): FirewallSettings | undefined {
  const isAsked = read.boolean("waf", false);
  const rate = read.integer("wafRate", 2000, bounds.lowest, bounds.highest);
  if (!isAsked) {
    if (read.has("wafRate")) throw read.refusal("waf", "false", "true where wafRate is set");
    return undefined;
  }
  if (endpoints && !endpoints.includes("wafv2")) {
    throw read.refusal("waf", "true", "false where aws:endpoints does not name wafv2");
  }
  return { rate };
}
