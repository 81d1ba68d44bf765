// A function that says what it is told: {"say": [["info", "text", …], …], "write": "text", "fail": "text", "exit": 1, …}
console.info("loaded");
exports.handler = async ({ say = [], write, fail, code, never, exit, call }) => {
  for (const [level, ...values] of say) console[level](...values.map(revive));
  if (write) process.stdout.write(write);
  if (call) {
    const sdk = require("@aws-sdk/client-cloudwatch-logs");
    try {
      return await new sdk.CloudWatchLogsClient({}).send(new sdk[call.command](call.input));
    } catch (error) {
      return { error: error.name, message: error.message };
    }
  }
  if (exit !== undefined) process.exit(exit);
  if (never) return new Promise(() => {});
  if (fail) throw Object.assign(new RangeError(fail), code && { code });
  return process.env.AWS_LAMBDA_LOG_STREAM_NAME;
};

/** `{"error": "text"}` stands for an error, `{"circle": true}` for an object that JSON cannot hold. */
function revive(value) {
  if (value?.error) return new TypeError(value.error);
  if (value?.circle) value.itself = value;
  return value;
}
