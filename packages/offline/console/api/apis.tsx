import { useState } from "preact/hooks";
import type { ListedApi } from "../../src/services/page-answers";
import { useAsked } from "../shell/asking";
import { Heading, TextField } from "../shell/controls";
import { Empty, Shown } from "../shell/feedback";
import { ask } from "../shell/host";
import { href } from "../shell/route";
import { RouteForm } from "./route-form";

/** The routes of all APIs, and a form for the one that is chosen: its API, method and path. */
export function Apis({ chosen }: { chosen: readonly string[] }) {
  const [asked, again] = useAsked(() => ask("apis"), []);
  return (
    <>
      <Heading title="API" />
      <Shown asked={asked} onRetry={again}>
        {(apis) => <Routes apis={apis} chosen={chosen} />}
      </Shown>
    </>
  );
}

function Routes({ apis, chosen }: { apis: ListedApi[]; chosen: readonly string[] }) {
  const [words, setWords] = useState("");
  const [apiName, method, path] = chosen;
  const api = apis.find(({ name }) => name === apiName);
  const route = api?.routes.find((one) => one.method === method && one.path === path);
  return (
    <div class="split">
      <nav aria-label="Routes" class="choices">
        <TextField label="Filter" value={words} onValue={setWords} placeholder="method or path" />
        {apis.map(({ name, routes }) => (
          <section key={name}>
            {apis.length > 1 && <h2>{name}</h2>}
            {routes
              .filter((one) => `${one.method} ${one.path}`.toLowerCase().includes(words.toLowerCase()))
              .map((one) => (
                <a
                  key={one.method + one.path}
                  href={href("api", name, one.method, one.path)}
                  aria-current={one === route && name === apiName ? "page" : undefined}
                >
                  <span class="route">
                    <span class={`method ${one.method.toLowerCase()}`}>{one.method}</span> {one.path}
                  </span>
                  {one.unserved !== undefined && <span class="badge warn">not served</span>}
                </a>
              ))}
          </section>
        ))}
      </nav>
      {api && route ? (
        <RouteForm key={`${api.name} ${route.method} ${route.path}`} api={api} route={route} />
      ) : (
        <Empty title="Choose a route">Its form is made from the API's document.</Empty>
      )}
    </div>
  );
}
