/** A bucket's website, in the terms of PutBucketWebsite. */
export interface Website {
  /** URN of the resource that declares it. */
  urn: string;
  /** The name that the program gave that resource. */
  resource: string;
  /** What stands for a folder: the end of a key. Empty where all requests are redirected. */
  index: string;
  /** Key of the page for what cannot be shown. */
  error?: string;
  /** Where all requests go. */
  redirectAll?: Redirect;
  rules: RoutingRule[];
}

/** What a redirect changes of an address; the rest stays as it was asked for. */
export interface Redirect {
  host?: string;
  protocol?: string;
  /** The whole key, or what takes the place of the prefix that a rule is for. */
  key?: string;
  prefix?: string;
  /** 301 unless it is said. */
  status?: number;
}

/** Where some requests go. A rule with a status is for what is answered with it, any other for what is asked. */
export interface RoutingRule {
  prefix?: string;
  status?: number;
  redirect: Redirect;
}

/**
 * The rule for a key; the first that holds counts.
 *
 * @param status what the answer would be; undefined before there is one
 */
export const ruleFor = (rules: RoutingRule[], key: string, status?: number): RoutingRule | undefined =>
  rules.find((rule) => rule.status === status && key.startsWith(rule.prefix ?? ""));

/** The key that a rule leads to. */
export function redirectedKey({ prefix = "", redirect }: RoutingRule, key: string): string {
  if (redirect.key !== undefined) return redirect.key;
  return redirect.prefix === undefined ? key : redirect.prefix + key.slice(prefix.length);
}
