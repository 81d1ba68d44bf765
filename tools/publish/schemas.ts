import { isDeepStrictEqual } from "node:util";
import type { NamedSchema } from "../../functions/kit/endpoint";
import type { Schema } from "./model";

/** A schema with a title, which names it. */
interface Titled extends Schema {
  title?: string;
}

/** The document's named schemas: each is written once, and referred to wherever it is used. */
export class Schemas {
  /** By name. */
  readonly named: Record<string, Schema> = {};

  /**
   * A reference to a named schema; those within it become references as well.
   *
   * @throws Error where two schemas have one name
   */
  reference(schema: NamedSchema): Schema {
    return this.hoist(JSON.parse(JSON.stringify(schema)));
  }

  private hoist({ title, ...schema }: Titled): Schema {
    const { properties, items, additionalProperties, oneOf, anyOf, allOf } = schema;
    const each = (list: Schema[]): Schema[] => list.map((one) => this.hoist(one));
    const hoisted: Schema = {
      ...schema,
      ...(properties && {
        properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, this.hoist(one)])),
      }),
      ...(items && { items: this.hoist(items) }),
      ...(typeof additionalProperties === "object" && { additionalProperties: this.hoist(additionalProperties) }),
      ...(oneOf && { oneOf: each(oneOf) }),
      ...(anyOf && { anyOf: each(anyOf) }),
      ...(allOf && { allOf: each(allOf) }),
    };
    if (title === undefined) return hoisted;
    const known = (this.named[title] ??= hoisted);
    if (!isDeepStrictEqual(known, hoisted)) throw new Error(`two schemas are named ${title}: give one another title`);
    return { $ref: `#/components/schemas/${title}` };
  }
}
