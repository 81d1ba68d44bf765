// A function that does what it is told: {"exit": 3}, {"throwLater": "text"}, {"loop": true}, …
let invocations = 0;
exports.handler = async (event, context) => {
  const order = JSON.parse(event.body ?? "{}");
  invocations++;
  if (order.log) console.log(order.log, { requestId: context.awsRequestId });
  if (order.exit !== undefined) process.exit(order.exit);
  if (order.throwLater)
    return new Promise(() =>
      setTimeout(() => {
        throw new Error(order.throwLater);
      }),
    );
  if (order.throwNow) throw new TypeError(order.throwNow);
  if (order.loop) for (;;);
  if (order.never) return new Promise(() => {});
  if (order.fill) for (const all = []; ;) all.push(new Array(1e6).fill(Math.random()));
  if (order.sleep) await new Promise((resolve) => setTimeout(resolve, order.sleep));
  if (order.long) return { body: "x".repeat(order.long) };
  if ("answer" in order) return order.answer;
  const known = { invocations, environment: process.env, remaining: context.getRemainingTimeInMillis(), ...context };
  return {
    statusCode: 200,
    body: JSON.stringify(order.require ? Object.keys(require(order.require)).slice(0, 1) : known),
  };
};
