exports.handler = async ({ service, client, command, input, fail, print }) => {
  if (fail) throw new RangeError(fail);
  if (print) console.log(print);
  if (!service) return { echo: print };
  const sdk = require(`@aws-sdk/client-${service}`);
  try {
    const { $metadata, ...answer } = await new sdk[client]({}).send(new sdk[command](input));
    return answer;
  } catch (error) {
    return { error: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
  }
};
