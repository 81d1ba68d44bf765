import { useEffect, useId } from "preact/hooks";
import { type Api, answered, useApi } from "../shell/api";
import { Empty, FailureNote, Skeleton } from "../shell/feedback";
import { useText } from "../shell/language";
import { useMayOperate } from "../shell/person";
import { useAction, useRequest } from "../shell/request";
import { OperatorsOnly } from "./operators";
import { State } from "./state";

interface Container {
  name: string;
  status: string;
}

async function containersOf({ client }: Api): Promise<Container[]> {
  const query = { target: "docker", action: "list" } as const;
  const { data } = await answered(client.GET("/infra", { params: { query } }));
  if (!("containers" in data)) throw new Error("the API answered of no containers");
  return data.containers;
}

/** The containers that may be controlled from here, for who may operate them. */
export function Containers(props: { onSettled: () => void }) {
  const { containers, instance } = useText().infrastructure;
  if (useMayOperate()) return <KnownContainers {...props} />;
  return <OperatorsOnly title={containers.title} actions={[instance.start, instance.stop]} onShown={props.onSettled} />;
}

function KnownContainers({ onSettled }: { onSettled: () => void }) {
  const {
    infrastructure: { containers: text },
    again,
  } = useText();
  const api = useApi();
  const id = useId();
  const [request, reload] = useRequest(() => containersOf(api), [api]);
  useEffect(() => {
    if (request.state !== "loading") onSettled();
  }, [request.state]);
  const status = request.state === "failed" ? request.failure.status : undefined;
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{text.title}</h2>
      {request.state === "loading" && !request.data && <Skeleton shape="line" />}
      {status === 501 && <Empty title={text.unconfigured} />}
      {status === 502 && <Empty title={text.unreachable} hint={text.unreachableHint} />}
      {request.state === "failed" && status !== 501 && status !== 502 && <FailureNote failure={request.failure} />}
      {request.state === "failed" && status !== 501 && (
        <p class="row">
          <button type="button" class="quiet" onClick={reload}>
            {again}
          </button>
        </p>
      )}
      {request.state !== "failed" && request.data?.length === 0 && <Empty title={text.none} hint={text.hint} />}
      <ul class="containers">
        {request.data?.map((container) => (
          <ContainerItem key={container.name} container={container} onChanged={reload} />
        ))}
      </ul>
    </section>
  );
}

function ContainerItem({ container, onChanged }: { container: Container; onChanged: () => void }) {
  const { containers: text, instance } = useText().infrastructure;
  const { client } = useApi();
  const { name, status } = container;
  const acting = useAction();
  const act = (action: "start" | "stop") =>
    acting.run(async () => {
      await answered(client.GET("/infra", { params: { query: { target: "docker", action, name } } }));
      onChanged();
    });
  const isRunning = status === "running";
  return (
    <li>
      <code>{name}</code> <State state={status} />
      <span class="row">
        <button
          type="button"
          class="quiet"
          aria-label={text.startOf(name)}
          disabled={acting.isBusy || isRunning}
          onClick={() => void act("start")}
        >
          {instance.start}
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={text.stopOf(name)}
          disabled={acting.isBusy || !isRunning}
          onClick={() => void act("stop")}
        >
          {instance.stop}
        </button>
      </span>
      {acting.failure && <FailureNote failure={acting.failure} />}
    </li>
  );
}
