import { useId } from "preact/hooks";
import { type Api, failUnanswered, useApi } from "../shell/api";
import { FailureNote, Skeleton } from "../shell/feedback";
import { useText } from "../shell/language";
import { useRequest } from "../shell/request";

/** A stack that is not well answers so with 503, which is an answer all the same. */
async function healthOf({ client }: Api) {
  const { data, error, response } = await client.GET("/health").catch(failUnanswered);
  return { health: data ?? error, isHealthy: response.ok };
}

/** Whether the service works, by its own word. */
export function HealthPanel() {
  const { health: text } = useText().infrastructure;
  const api = useApi();
  const id = useId();
  const [request, ask] = useRequest(() => healthOf(api), [api]);
  const health = request.data?.health;
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{text.title}</h2>
      <div class="inside">
        {request.state === "failed" && <FailureNote failure={request.failure} />}
        {request.state === "loading" && !request.data && <Skeleton shape="line" />}
        {request.data && request.state !== "failed" && (
          <>
            <p role="status">
              <span class={request.data.isHealthy ? "badge good" : "badge bad"}>
                {request.data.isHealthy ? text.healthy : text.degraded}
              </span>
            </p>
            {health && "service" in health && (
              <dl class="facts">
                <dt>{text.service}</dt>
                <dd>
                  {health.service} {health.version}
                </dd>
                <dt>{text.database}</dt>
                <dd>{health.database}</dd>
                <dt>{text.environment}</dt>
                <dd>{health.environment}</dd>
              </dl>
            )}
          </>
        )}
      </div>
      <p class="row">
        <button type="button" class="quiet" disabled={request.state === "loading"} onClick={ask}>
          {text.check}
        </button>
      </p>
    </section>
  );
}
