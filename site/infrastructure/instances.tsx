import { useId } from "preact/hooks";
import { type Api, answered, useApi } from "../shell/api";
import { FailureNote, Skeleton } from "../shell/feedback";
import { useText } from "../shell/language";
import { useRequest } from "../shell/request";
import { type Instance, InstancePanel } from "./instance";

async function instancesOf({ client }: Api): Promise<Instance[]> {
  const { data } = await answered(client.GET("/infra", { params: { query: { action: "list" } } }));
  if (!("instances" in data)) throw new Error("the API answered of no instances");
  return data.instances;
}

/** The stack's instances, with a panel for each region; until they are known, one that says so. */
export function Instances() {
  const {
    infrastructure: { instance: text },
    again,
  } = useText();
  const api = useApi();
  const id = useId();
  const [request, reload] = useRequest(() => instancesOf(api), [api]);
  if (request.data) return request.data.map((listed) => <InstancePanel key={listed.region} listed={listed} />);
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{text.title}</h2>
      <div class="inside">
        {request.state === "failed" ? <FailureNote failure={request.failure} /> : <Skeleton shape="line" />}
      </div>
      <p class="row">
        <button type="button" class="quiet" disabled={request.state === "loading"} onClick={reload}>
          {again}
        </button>
      </p>
    </section>
  );
}
