import { useId } from "preact/hooks";
import { type Api, answered, useApi } from "../shell/api";
import { FailureNote, Skeleton } from "../shell/feedback";
import { useText } from "../shell/language";
import { useMayOperate } from "../shell/person";
import { useRequest } from "../shell/request";
import { type Instance, InstancePanel } from "./instance";
import { OperatorsOnly } from "./operators";

async function instancesOf({ client }: Api): Promise<Instance[]> {
  const { data } = await answered(client.GET("/infra", { params: { query: { action: "list" } } }));
  if (!("instances" in data)) throw new Error("the API answered of no instances");
  return data.instances;
}

/** The stack's instances, with a panel for each region, for who may operate them. */
export function Instances() {
  const { instance: text } = useText().infrastructure;
  if (useMayOperate()) return <KnownInstances />;
  return <OperatorsOnly title={text.title} actions={[text.start, text.stop]} />;
}

/** Until they are known, one panel says so. */
function KnownInstances() {
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
