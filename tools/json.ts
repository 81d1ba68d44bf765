/** The properties of what a server or a command said; none where it is no object. Who reads one checks it. */
export const propertiesOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

/** A property that must be a text. */
export function textOf(value: unknown, name: string): string {
  const { [name]: text } = propertiesOf(value);
  if (typeof text === "string") return text;
  throw new TypeError(`${name} is no text in ${JSON.stringify(value)}`);
}
