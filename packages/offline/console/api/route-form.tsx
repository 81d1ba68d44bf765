import { useState } from "preact/hooks";
import type { ListedApi, ListedRoute } from "../../src/services/page-answers";
import { useAction } from "../shell/asking";
import { Select } from "../shell/controls";
import { Code, FailureNote } from "../shell/feedback";
import { AnswerView } from "./answer";
import { BodyFields } from "./body-fields";
import { type ApiAnswer, callOf, curlOf, nameOf, sendCall } from "./call";
import { KeyField } from "./key-field";
import { methodsOf, operationOf, type Parameter } from "./operation";
import { exampleOf } from "./schema";
import { ValueField } from "./value-field";

/** A form for a route: what it takes, the request as a command, and what came back. */
export function RouteForm({ api, route }: { api: ListedApi; route: ListedRoute }) {
  const operation = operationOf(api, route);
  const methods = methodsOf(route);
  const [method, setMethod] = useState(methods[0] ?? route.method);
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(operation.parameters.map((parameter) => [nameOf(parameter), parameter.example])),
  );
  const [body, setBody] = useState(() => firstBody(api, operation.body));
  const [key, setKey] = useState(api.apiKey ?? "");
  const [isKeyShown, setKeyShown] = useState(false);
  const [answer, setAnswer] = useState<ApiAnswer>();
  const { isBusy, failure, run } = useAction();
  const call = callOf(api.path, operation, { method, values, body, key });
  const shownKey = isKeyShown ? key : "•".repeat(8);
  const send = (event: Event): void => {
    event.preventDefault();
    setAnswer(undefined);
    run(async () => setAnswer(await sendCall(call)));
  };
  const hasBody = operation.body !== undefined && call.body !== undefined;
  return (
    <div class="panel">
      <h2>
        <span class={`method ${method.toLowerCase()}`}>{method}</span> {route.path}
      </h2>
      {operation.summary && <p>{operation.summary}</p>}
      {operation.description && <p class="hint">{operation.description}</p>}
      {route.unserved !== undefined && <p class="note">The host does not serve it: {route.unserved}.</p>}
      <form onSubmit={send}>
        {methods.length > 1 && (
          <Select
            label="Method"
            value={method}
            options={methods.map((value) => ({ value, label: value }))}
            onValue={setMethod}
          />
        )}
        {operation.parameters.length > 0 && (
          <div class="fields">
            {operation.parameters.map((parameter) => (
              <ValueField
                key={nameOf(parameter)}
                member={withPlace(parameter)}
                value={values[nameOf(parameter)] ?? ""}
                onValue={(value) => setValues({ ...values, [nameOf(parameter)]: value })}
              />
            ))}
          </div>
        )}
        {hasBody && operation.body && (
          <BodyFields document={api.document} {...operation.body} text={body} onText={setBody} />
        )}
        {operation.needsKey && <KeyField value={key} onValue={setKey} isShown={isKeyShown} onShown={setKeyShown} />}
        <div class="row">
          <button type="submit" disabled={isBusy}>
            {isBusy ? "Sending…" : "Send"}
          </button>
        </div>
      </form>
      {failure && <FailureNote failure={failure} />}
      {answer && <AnswerView answer={answer} />}
      <details>
        <summary>curl</summary>
        <Code
          text={curlOf(call)}
          shown={
            operation.needsKey ? curlOf({ ...call, headers: { ...call.headers, "x-api-key": shownKey } }) : undefined
          }
          label="curl"
        />
      </details>
    </div>
  );
}

const withPlace = (parameter: Parameter): Parameter => ({
  ...parameter,
  hint: [parameter.place, parameter.hint].filter(Boolean).join(", "),
});

/** JSON begins with an example; what else there is, its sender knows. */
function firstBody({ document }: ListedApi, body: { contentType: string; schema: object } | undefined): string {
  if (!body?.contentType.includes("json")) return "";
  return JSON.stringify(exampleOf(document, { ...body.schema }), undefined, 2);
}
