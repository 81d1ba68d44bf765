const { SSMClient, PutParameterCommand } = require("@aws-sdk/client-ssm");

exports.handler = async (event) => {
  const parameter = { Name: `/seeded/${event.name}`, Value: JSON.stringify(event), Type: "String", Overwrite: true };
  await new SSMClient({}).send(new PutParameterCommand(parameter));
  if (event.fail) throw new RangeError(event.fail);
  if (event.hang) await new Promise((resolve) => setTimeout(resolve, 100_000));
  return event;
};
