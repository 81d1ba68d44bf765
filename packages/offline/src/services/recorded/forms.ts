import { arn, type Computed, digits, type Naming, physicalName } from "../../graph/naming";
import type { ResourceType } from "../../graph/resource-type";

/** What a type's outputs are made of besides its id, its name and its ARN. */
type More = (made: { name: string; id: string; arn: string }, naming: Naming) => Record<string, unknown>;

const nothing: More = () => ({});

/** Known by its name, with an ARN that ends in what the name makes. */
export const byName = (service: string, rest: (name: string) => string, more: More = nothing): ResourceType => ({
  computed: (naming) => {
    const name = physicalName(naming);
    const made = { id: name, name, arn: arn(naming, service, rest(name)) };
    return { ...made, ...more(made, naming) };
  },
});

/** Known by its ARN, which ends in what its name makes. */
export const byArn = (
  service: string,
  rest: (name: string, naming: Naming) => string,
  more: More = nothing,
): ResourceType => ({
  computed: (naming) => {
    const name = physicalName(naming);
    const own = arn(naming, service, rest(name, naming));
    return { id: own, name, arn: own, ...more({ id: own, name, arn: own }, naming) };
  },
});

/** Known by an id that AWS makes up: a prefix and hexadecimal digits. */
export const byId = (
  prefix: string,
  service: string,
  kind: string,
  more: More = nothing,
  count = 17,
): ResourceType => ({
  computed: (naming) => {
    const id = `${prefix}-${digits(naming, count)}`;
    const own = arn(naming, service, `${kind}/${id}`);
    return { id, arn: own, ...more({ id, name: id, arn: own }, naming) };
  },
});

/** Known by what it configures, as an input says it, and by nothing of its own. */
export const byInputs = (...keys: string[]): ResourceType => ({
  computed: ({ inputs }): Computed => ({ id: keys.map((key) => String(inputs[key])).join("/") }),
});
