/**
 * Whether a header's first media type is among an API's binary ones, which may end in `/*`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html).
 */
export function binaryMatcher(binaryMediaTypes: string[]): (header: string | undefined) => boolean {
  const types = new Set(binaryMediaTypes.map((type) => type.toLowerCase()));
  if (types.size === 0) return () => false;
  if (types.has("*/*")) return () => true;
  return (header = "") => {
    const type = mediaType(header);
    return types.has(type) || types.has(`${type.split("/")[0]}/*`);
  };
}

/** The first media type of a header, without its parameters. */
export const mediaType = (header: string): string => (/^[^,;]*/.exec(header)?.[0] ?? "").trim().toLowerCase();
