const { openSync } = require("node:fs");
const { parentPort } = require("node:worker_threads");

const kept = [];

/** What a function may do to its host, by name. */
const harms = {
  throwNull: () =>
    setTimeout(() => {
      throw null;
    }),
  throwUndefined: () => {
    throw undefined;
  },
  throwOdd: () => {
    throw Object.defineProperty(new Error(), "stack", {
      get() {
        throw new Error("no stack");
      },
    });
  },
  exit: () => process.exit(3),
  post: () => parentPort.postMessage({ kind: "answer", id: "1", payload: { deep: [null, 1n] } }),
  loop: () => {
    for (;;);
  },
  log: () => {
    for (let line = 0; line < 20_000; line++) console.log("x".repeat(100));
  },
  memory: () => {
    for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
  },
  descriptors: () => {
    for (let count = 0; count < 200; count++) openSync(__filename);
  },
};

/** Does one of them, and waits for what comes of it. */
exports.handler = async ({ body }) => {
  harms[JSON.parse(body).harm]();
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { statusCode: 200, body: "{}" };
};
