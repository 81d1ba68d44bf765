let count = 0;
exports.handler = async () => ({ statusCode: 200, body: String(++count) });
