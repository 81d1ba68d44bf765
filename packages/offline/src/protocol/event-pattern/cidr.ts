import { BlockList, isIP } from "node:net";
import { InvalidPattern } from "./invalid";

const families = { 4: "ipv4", 6: "ipv6" } as const;

const addressBits = { ipv4: 32, ipv6: 128 } as const;

const familyOf = (address: string): "ipv4" | "ipv6" | undefined => {
  const version = isIP(address);
  return version === 4 || version === 6 ? families[version] : undefined;
};

/**
 * Compiles `cidr`: a range of addresses, such as `10.0.0.0/24`.
 *
 * @throws InvalidPattern
 */
export function compileCidr(argument: unknown): (value: unknown) => boolean {
  const [, address = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(typeof argument === "string" ? argument : "") ?? [];
  const family = familyOf(address);
  if (!family) throw new InvalidPattern(`Malformed CIDR: ${JSON.stringify(argument)} is no address, "/" and mask bits`);
  if (Number(bits) >= addressBits[family])
    throw new InvalidPattern(`${family === "ipv4" ? "IPv4" : "IPv6"} mask bits must be < ${addressBits[family]}`);
  const range = new BlockList();
  range.addSubnet(address, Number(bits), family);
  return (value) => {
    const given = typeof value === "string" ? familyOf(value) : undefined;
    return typeof value === "string" && given === family && range.check(value, given);
  };
}
