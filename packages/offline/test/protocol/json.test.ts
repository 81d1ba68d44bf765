import { expect } from "chai";
import { jsonProtocol } from "../../src/protocol/json";
import { awsService } from "../../src/protocol/operations";
import { answer } from "../support/service";

describe("protocol/json", () => {
  const service = awsService("echo", jsonProtocol({ code: "AccessDeniedException", status: 400 }), {
    Echo: { members: ["Value", "Other"], access: () => [], run: (input) => input },
  });
  const send = async (body: string) => {
    const request = { method: "POST", path: "/", query: "", headers: { "x-amz-target": "Api.Echo" } };
    const { status, body: text } = await answer(service, { ...request, body: [Buffer.from(body)] });
    return { status, answer: JSON.parse(String(text)) };
  };

  it("refuses a body that is nested too deeply, however deeply", async () => {
    for (const depth of [128, 5_000, 1_000_000])
      for (const body of [
        `{"Value":${"[".repeat(depth)}${"]".repeat(depth)}}`,
        `${'{"Value":'.repeat(depth + 1)}0${"}".repeat(depth + 1)}`,
        `{"Value":${"[".repeat(depth)}`,
      ])
        expect(await send(body)).to.deep.equal({
          status: 400,
          answer: { __type: "SerializationException", message: "the body is nested deeper than 128 levels" },
        });
  });

  it("takes 128 levels, and brackets within strings for what they are", async () => {
    const depth = 127;
    const deep = await send(`{"Value":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    expect(deep.status).to.equal(200);
    const Value = `\\"[{`.repeat(1000);
    expect(await send(JSON.stringify({ Value, Other: "\\" }))).to.deep.equal({
      status: 200,
      answer: { Value, Other: "\\" },
    });
  });
});
