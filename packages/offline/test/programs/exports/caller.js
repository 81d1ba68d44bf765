exports.handler = async ({ service, client, command, input }) => {
  const sdk = require(`@aws-sdk/client-${service}`);
  try {
    const { $metadata, ...answer } = await new sdk[client]({}).send(new sdk[command](input));
    return answer;
  } catch (error) {
    return { error: error.name, message: error.message };
  }
};
