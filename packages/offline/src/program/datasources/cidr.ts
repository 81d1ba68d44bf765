import { isIPv4 } from "node:net";
import { NoAnswer } from "./answer";

/** A block of IPv4 addresses (RFC 4632): its first address, and how many bits of it are fixed. */
interface Block {
  first: number;
  bits: number;
}

function blockOf(cidr: string): Block {
  const [address = "", length = ""] = cidr.split("/");
  const bits = Number(length);
  if (!isIPv4(address) || !/^\d+$/.test(length) || bits > 32)
    throw new NoAnswer(`${cidr} is no block of IPv4 addresses, such as 10.0.0.0/16`);
  const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { first: number - (number % sizeOf(bits)), bits };
}

const sizeOf = (bits: number): number => 2 ** (32 - bits);

const addressOf = (number: number): string =>
  [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(number / unit) % 256).join(".");

/** An address of a block by its number; negative ones count from the end. */
export function cidrHost(cidr: string, host: number): string {
  const { first, bits } = blockOf(cidr);
  const size = sizeOf(bits);
  if (host >= size || host < -size) throw new NoAnswer(`${cidr} has no address number ${host}`);
  return addressOf(first + (host < 0 ? size + host : host));
}

/** The mask of a block, such as 255.255.0.0. */
export function cidrMask(cidr: string): string {
  const { bits } = blockOf(cidr);
  return addressOf(2 ** 32 - sizeOf(bits));
}

/** A block within a block, by its number, with so many more bits fixed. */
export function cidrSubnet(cidr: string, newBits: number, number: number): string {
  const { first, bits } = blockOf(cidr);
  const length = bits + newBits;
  if (length > 32 || number >= 2 ** newBits)
    throw new NoAnswer(`${cidr} has no block number ${number} with ${newBits} bits more`);
  return `${addressOf(first + number * sizeOf(length))}/${length}`;
}
