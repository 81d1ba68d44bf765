interface Options {
  greeting: string;
}

interface Greeted {
  queryStringParameters: { name?: string } | null;
}

/** Greets whoever is named; nobody cannot be greeted. */
export const greeter =
  ({ greeting }: Options) =>
  () =>
  async (event: Greeted) => {
    const name = event.queryStringParameters?.name ?? "world";
    if (name === "nobody") throw new Error("nobody is there");
    if (name === "later") setTimeout(() => Promise.reject(new Error("too late")), 10);
    const body = `${greeting}, ${name}!`;
    return { statusCode: 200, body };
  };
