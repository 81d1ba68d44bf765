import { useId, useState } from "preact/hooks";
import { type Api, answered, useApi } from "../shell/api";
import { FailureNote, Progress } from "../shell/feedback";
import { useText } from "../shell/language";
import { pause, useAction } from "../shell/request";
import { State } from "./state";

type Action = "start" | "stop";

/** What the API answers of an instance. */
interface Answered {
  instance_id: string;
  state: string;
  type?: string;
}

/** An instance, and where it is. */
export interface Instance extends Answered {
  region: string;
}

/** An instance takes a minute or two at most; past that nobody knows. */
const changing = { milliseconds: 2000, times: 90 };

async function ask({ client }: Api, action: Action | "status", region: string): Promise<Answered> {
  const { data } = await answered(client.GET("/infra", { params: { query: { action, region } } }));
  if (!("instance_id" in data)) throw new Error(`the API answered of no instance to ${action}`);
  return data;
}

/** The stack's instance in a region, with what starts and stops it. */
export function InstancePanel({ listed }: { listed: Instance }) {
  const { instance: text } = useText().infrastructure;
  const { region } = listed;
  const api = useApi();
  const id = useId();
  const [instance, setInstance] = useState<Answered>(listed);
  const [action, setAction] = useState<Action>();
  const acting = useAction();

  /** A 202 says that the instance is on its way: it is asked for until it has arrived. */
  const act = (wanted: Action): void => {
    setAction(wanted);
    void acting.run(async () => {
      let now = await ask(api, wanted, region);
      for (let time = 0; time < changing.times && (now.state === "pending" || now.state === "stopping"); time++) {
        setInstance({ ...instance, ...now });
        await pause(changing.milliseconds);
        now = await ask(api, "status", region);
      }
      setInstance({ ...instance, ...now });
    });
  };
  const refresh = (): void => {
    setAction(undefined);
    void acting.run(async () => setInstance(await ask(api, "status", region)));
  };
  const may = (states: string[]): boolean => !acting.isBusy && states.includes(instance.state);
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{text.titleIn(region)}</h2>
      <div class="inside">
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
        {acting.isBusy && action && <Progress label={action === "start" ? text.starting : text.stopping} />}
        {acting.failure && <FailureNote failure={acting.failure} />}
      </div>
      <p class="row">
        <button type="button" disabled={!may(["stopped"])} onClick={() => act("start")}>
          {text.start}
        </button>
        <button type="button" class="quiet" disabled={!may(["running", "pending"])} onClick={() => act("stop")}>
          {text.stop}
        </button>
        <button type="button" class="quiet" disabled={acting.isBusy} onClick={refresh}>
          {text.refresh}
        </button>
      </p>
    </section>
  );
}
