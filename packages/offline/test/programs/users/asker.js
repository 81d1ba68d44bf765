const cognito = require("@aws-sdk/client-cognito-identity-provider");

const client = new cognito.CognitoIdentityProviderClient({});

/** Asks Cognito what the event says, and returns what it answers. */
exports.handler = async ({ operation, input }) => {
  const { $metadata, ...answer } = await client.send(new cognito[`${operation}Command`](input));
  return answer;
};
