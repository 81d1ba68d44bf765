import { optionalText, texts } from "../../graph/graph";
import type { Computed, Naming } from "../../graph/naming";
import { secretPlaceholder } from "../../graph/placeholders";
import { RandomBytes, randomText } from "../../graph/random-values";
import type { ResourceTypes } from "../../graph/resource-type";

/** Bytes that are the same on every run, until the program's `keepers` say otherwise. */
const bytesOf = ({ urn, inputs }: Naming): RandomBytes =>
  new RandomBytes(`${urn} ${JSON.stringify(inputs.keepers ?? {})}`);

const number = (value: unknown, usual: number): number => (typeof value === "number" ? value : usual);

/** What the provider `random` makes. Passwords are each data folder's own; the rest follows from the program's text. */
export const randomTypes: ResourceTypes = {
  "random:index/randomId:RandomId": { computed: id },
  "random:index/randomInteger:RandomInteger": {
    computed: (naming) => {
      const [min, max] = [number(naming.inputs.min, 0), number(naming.inputs.max, 0)];
      const result = min + bytesOf(naming).below(max - min + 1);
      return { id: String(result), result };
    },
  },
  "random:index/randomPassword:RandomPassword": {
    computed: ({ urn, inputs, holdsSecret }) => {
      holdsSecret?.();
      return { id: "none", result: randomText(secretPlaceholder(urn), inputs) };
    },
  },
  "random:index/randomPet:RandomPet": { computed: pet },
  "random:index/randomShuffle:RandomShuffle": {
    computed: (naming) => {
      const all = bytesOf(naming).shuffled(texts(naming.inputs, "inputs"));
      return { id: "-", results: all.slice(0, number(naming.inputs.resultCount, all.length)) };
    },
  },
  "random:index/randomString:RandomString": {
    computed: ({ urn, inputs }) => {
      const result = randomText(urn, inputs);
      return { id: result, result };
    },
  },
  "random:index/randomUuid:RandomUuid": {
    computed: (naming) => {
      const hex = bytesOf(naming).take(16).toString("hex");
      const result = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
      return { id: result, result };
    },
  },
};

function id(naming: Naming): Computed {
  const bytes = bytesOf(naming).take(number(naming.inputs.byteLength, 0));
  const prefix = optionalText(naming.inputs, "prefix") ?? "";
  const hex = bytes.toString("hex");
  return {
    id: bytes.toString("base64url"),
    hex: prefix + hex,
    b64Url: prefix + bytes.toString("base64url"),
    b64Std: prefix + bytes.toString("base64"),
    dec: prefix + BigInt(`0x${hex || "0"}`).toString(),
  };
}

const adverbs = ["barely", "daily", "easily", "fairly", "gladly", "kindly", "neatly", "quietly", "rarely", "warmly"];
const adjectives = ["brave", "calm", "eager", "fond", "keen", "merry", "noble", "proud", "swift", "wise"];
const animals = ["badger", "crane", "dolphin", "falcon", "heron", "lynx", "marten", "otter", "raven", "stoat"];

/** A name of words: an animal, an adjective before it, and adverbs before that. */
function pet(naming: Naming): Computed {
  const { length, prefix, separator } = naming.inputs;
  const bytes = bytesOf(naming);
  const count = number(length, 2);
  const words = Array.from({ length: count }, (_, at) => {
    const list = at === count - 1 ? animals : at === count - 2 ? adjectives : adverbs;
    return list[bytes.below(list.length)];
  });
  const name = [...(typeof prefix === "string" ? [prefix] : []), ...words].join(
    typeof separator === "string" ? separator : "-",
  );
  return { id: name };
}
