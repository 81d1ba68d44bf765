import * as os from "node:os";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ClosureKeys, type Parse } from "../../src/program/closure-key";
import { Inspector } from "../../src/program/inspector";
import { KnownObjects } from "../../src/program/known-objects";

/** Makes a closure that differs by one value. */
type Make = (value: number) => object;

class Base {
  constructor(readonly value: number) {}
  get(): number {
    return this.value;
  }
}

describe("program/closure-key: what the text of a serialized closure follows from", () => {
  let keyOf: (closure: object) => Promise<string | undefined>;

  before(async () => {
    // Pulumi has something global of its own as soon as it is used.
    await pulumi.runtime.serializeFunction(() => 1);
    const known = new KnownObjects(require.cache);
    known.renew();
    const inspector = await Inspector.open(require("@pulumi/pulumi/runtime/closure/v8Hooks"));
    const { parseFunction }: { parseFunction: Parse } = require("@pulumi/pulumi/runtime/closure/parseFunction");
    const keys = new ClosureKeys(inspector, known, parseFunction);
    keyOf = (closure) => keys.keyOf(closure);
  });

  const cases: Record<string, Make> = {
    "a number": (value) => () => value,
    "a text": (value) => {
      const text = `${value}`;
      return () => text;
    },
    "an object's member": (value) => {
      const settings = { value, name: "same" };
      return () => settings.value;
    },
    "a member of a member": (value) => {
      const settings = { limits: { rate: value } };
      return () => settings.limits.rate;
    },
    "an object that is used whole": (value) => {
      const settings = { limits: [{ rate: value }] };
      return () => settings;
    },
    "what another function captures": (value) => {
      const inner = () => value;
      const outer = () => inner();
      return () => outer();
    },
    "what a method reads by `this`": (value) => {
      const counter = {
        value,
        read() {
          return this.value;
        },
      };
      return () => counter.read();
    },
    "what a getter reads": (value) => {
      const counter = {
        get read() {
          return value;
        },
      };
      return () => counter.read;
    },
    "a member of an instance": (value) => {
      const instance = new Base(value);
      return () => instance.get();
    },
    "what a class captures": (value) => {
      class Derived extends Base {
        override get(): number {
          return value;
        }
      }
      return () => new Derived(0).get();
    },
    "a property of a function": (value) => {
      const func = Object.assign(() => 1, { value });
      return () => func.value;
    },
    "a regular expression": (value) => {
      const pattern = new RegExp(`${value}`, "g");
      return () => pattern.test("1");
    },
    "what an output holds": (value) => {
      const output = pulumi.output({ value });
      return () => output.get();
    },
    "whether an output is secret": (value) => {
      const output = value === 1 ? pulumi.output("same") : pulumi.secret("same");
      return () => output.get();
    },
    "whether two objects are the same": (value) => {
      const one = { name: "same" };
      const other = value === 1 ? one : { name: "same" };
      return () => [one, other];
    },
    "whether a property can be enumerated": (value) => {
      const object = Object.defineProperty({}, "name", { value: "same", enumerable: value === 1 });
      return () => object;
    },
    "a member that goes by a well-known symbol": (value) => {
      const object = { [Symbol.toStringTag]: `${value}` };
      return () => object;
    },
    "a hole in a list": (value) => {
      const list = value === 1 ? [1, undefined] : new Array(2).fill(1, 0, 1);
      return () => list;
    },
    "the sign of zero": (value) => {
      const zero = value === 1 ? 0 : -0;
      return () => zero;
    },
    "an object's prototype": (value) => {
      const object = Object.create({ value });
      return () => object;
    },
    "something in a circle": (value) => {
      const circle: Record<string, unknown> = { value };
      circle.self = circle;
      return () => circle;
    },
  };

  for (const [what, make] of Object.entries(cases))
    it(`is told by ${what}`, async () => {
      const key = await keyOf(make(1));
      expect(key).to.be.a("string");
      expect(await keyOf(make(1))).to.equal(key);
      expect(await keyOf(make(2))).to.not.equal(key);
    });

  it("is told by the closure's own text", async () => {
    expect(await keyOf(() => 1)).to.not.equal(await keyOf(() => 2));
  });

  it("does not follow from what a closure makes no use of", async () => {
    const make: Make = (value) => {
      const settings = { used: 1, unused: value };
      return () => settings.used;
    };
    expect(await keyOf(make(1))).to.equal(await keyOf(make(2)));
  });

  it("names what Node.js and packages have, and looks no further", async () => {
    expect(await keyOf(() => [os.cpus(), JSON.stringify(os), process.version, expect(1), Symbol.iterator])).to.be.a(
      "string",
    );
  });

  const unknowable: Record<string, () => object> = {
    "a bound function": () => {
      const bound = Base.prototype.get.bind(new Base(1));
      return () => bound();
    },
    "a promise": () => {
      const promise = Promise.resolve(1);
      return () => promise;
    },
    "a proxy": () => {
      const proxy = new Proxy({ value: 1 }, {});
      return () => proxy.value;
    },
    bytes: () => {
      const bytes = Buffer.from("abc");
      return () => bytes;
    },
    "what is not to be captured": () => {
      const resource = Object.assign(() => 1, { doNotCapture: true });
      return () => resource();
    },
    "an own symbol": () => {
      const object = { [Symbol("own")]: 1 };
      return () => object;
    },
    "a getter that throws": () => {
      const object = {
        get value(): number {
          throw new Error("never");
        },
      };
      return () => object.value;
    },
    "more than it is worth": () => {
      const list = Array.from({ length: 6_000 }, (_, index) => ({ index }));
      return () => list;
    },
  };

  for (const [what, make] of Object.entries(unknowable))
    it(`is not known of a closure that captures ${what}`, async () => {
      expect(await keyOf(make())).to.equal(undefined);
    });

  it("is not known of a closure that captures what the program has made global", async () => {
    const shared = { value: 1 };
    const closure = () => shared;
    expect(await keyOf(closure)).to.be.a("string");
    Object.defineProperty(globalThis, "sharedByTest", { value: shared, configurable: true });
    try {
      expect(await keyOf(closure)).to.equal(undefined);
    } finally {
      Reflect.deleteProperty(globalThis, "sharedByTest");
    }
  });
});
