import { useId, useState } from "preact/hooks";
import { type Api, answered, useApi } from "../shell/api";
import { FailureNote, Progress, Skeleton } from "../shell/feedback";
import { useText } from "../shell/language";
import { pause, useAction, useRequest } from "../shell/request";
import { State } from "./state";

type Action = "start" | "stop";

/** What the API answers of an instance. */
interface Instance {
  instance_id: string;
  state: string;
  type?: string;
}

/** An instance takes a minute or two at most; past that nobody knows. */
const changing = { milliseconds: 2000, times: 90 };

async function ask({ client }: Api, action: Action | "status"): Promise<Instance> {
  const { data } = await answered(client.GET("/infra", { params: { query: { action } } }));
  if (!("instance_id" in data)) throw new Error(`the API answered of no instance to ${action}`);
  return data;
}

/** The stack's instance, with what starts and stops it. */
export function InstancePanel() {
  const { instance: text } = useText().infrastructure;
  const api = useApi();
  const id = useId();
  const [request, reload] = useRequest(() => ask(api, "status"), [api]);
  const [changed, setChanged] = useState<Instance>();
  const [action, setAction] = useState<Action>();
  const acting = useAction();
  const instance = changed ?? request.data;

  /** A 202 says that the instance is on its way: it is asked for until it has arrived. */
  const act = (wanted: Action): void => {
    setAction(wanted);
    void acting.run(async () => {
      let now = await ask(api, wanted);
      for (let time = 0; time < changing.times && (now.state === "pending" || now.state === "stopping"); time++) {
        setChanged({ ...instance, ...now });
        await pause(changing.milliseconds);
        now = await ask(api, "status");
      }
      setChanged({ ...instance, ...now });
    });
  };
  const refresh = (): void => {
    setChanged(undefined);
    reload();
  };
  const may = (states: string[]): boolean =>
    !acting.isBusy && instance !== undefined && states.includes(instance.state);
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{text.title}</h2>
      <div class="inside">
        {request.state === "failed" && <FailureNote failure={request.failure} />}
        {request.state === "loading" && !instance && <Skeleton shape="line" />}
        {instance && (
          <>
            <p role="status">
              <State state={instance.state} />
            </p>
            <dl class="facts">
              <dt>{text.id}</dt>
              <dd>
                <code>{instance.instance_id}</code>
              </dd>
              {instance.type && <dt>{text.type}</dt>}
              {instance.type && <dd>{instance.type}</dd>}
            </dl>
          </>
        )}
        {acting.isBusy && <Progress label={action === "start" ? text.starting : text.stopping} />}
        {acting.failure && <FailureNote failure={acting.failure} />}
      </div>
      <p class="row">
        <button type="button" disabled={!may(["stopped"])} onClick={() => act("start")}>
          {text.start}
        </button>
        <button type="button" class="quiet" disabled={!may(["running", "pending"])} onClick={() => act("stop")}>
          {text.stop}
        </button>
        <button type="button" class="quiet" disabled={acting.isBusy || request.state === "loading"} onClick={refresh}>
          {text.refresh}
        </button>
      </p>
    </section>
  );
}
