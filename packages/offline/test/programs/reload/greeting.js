exports.handler = async ({ queryStringParameters }) => {
  const { wait = "0" } = queryStringParameters ?? {};
  await new Promise((resolve) => setTimeout(resolve, Number(wait)));
  return { statusCode: 200, body: "hello" };
};
