import { BlockList, isIP } from "node:net";
import { optionalText, type Properties } from "../../graph/graph";
import type { InspectedRequest } from "../../protocol/firewall";

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** The addresses of an IP set, in CIDR notation. */
export class Addresses {
  private readonly list = new BlockList();

  /** @throws RangeError for what is no range */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = "", bits] = range.split("/");
      if (isIP(address) === 0) throw new RangeError(range);
      this.list.addSubnet(address, Number(bits ?? (isIP(address) === 6 ? 128 : 32)), familyOf(address));
    }
  }

  has(address: string): boolean {
    return isIP(address) > 0 && this.list.check(address, familyOf(address));
  }
}

/** An IPv4 address that came over IPv6 is one of IPv4. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

/** What a header says of where a request comes from; it says what a caller wants it to say. */
export interface ForwardedAddress {
  /** The addresses of the header, the first first; undefined where the request has no such header. */
  of(request: InspectedRequest): string[] | undefined;
  /** Whether a request matches whose header holds no address. */
  matchesInvalid: boolean;
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html */
export function forwardedAddress(config: Properties): ForwardedAddress {
  const header = (optionalText(config, "headerName") ?? "X-Forwarded-For").toLowerCase();
  return {
    matchesInvalid: config.fallbackBehavior === "MATCH",
    of({ headers }) {
      const values = headers.filter(([name]) => name.toLowerCase() === header).map(([, value]) => value);
      return values.length === 0
        ? undefined
        : values
            .join(",")
            .split(",")
            .map((one) => plainAddress(one.trim()));
    },
  };
}
