import { invalidArgument } from "../errors";
import { limits } from "../limits";
import { formEncode } from "../request";

/**
 * A parameter that counts, such as `max-keys`; more than a page is a page.
 *
 * @throws InvalidArgument
 */
export function readCount(query: Map<string, string>, name: string): number {
  const value = query.get(name) ?? String(limits.pageSize);
  if (!/^\d{1,10}$/.test(value))
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, value);
  return Math.min(Number(value), limits.pageSize);
}

/**
 * How keys are written into a listing: as they are, or by `encoding-type=url` for those that XML cannot hold.
 *
 * @throws InvalidArgument
 */
export function readEncoding(query: Map<string, string>): (text: string) => string {
  const type = query.get("encoding-type");
  if (type === undefined) return (text) => text;
  if (type !== "url") throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", type);
  return formEncode;
}
