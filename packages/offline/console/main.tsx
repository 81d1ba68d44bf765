import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./style/base.css";
import "./style/controls.css";
import "./style/shell.css";
import "./style/live.css";
import "./style/data.css";
import type { ListedResource, ProgramSummary } from "../src/services/page-answers";
import { Live } from "./live/live";
import { Logs } from "./logs/logs";
import { Program } from "./program/program";
import { Resources } from "./program/resources";
import { GenerationContext, useAsked } from "./shell/asking";
import { Empty, Shown } from "./shell/feedback";
import { Frame, type Place } from "./shell/frame";
import { happenings } from "./shell/happenings";
import { ask } from "./shell/host";
import { useRoute } from "./shell/route";

/** What the views are about. */
interface Subject {
  program: ProgramSummary;
  resources: ListedResource[];
}

function Console() {
  const route = useRoute();
  const [asked, again] = useAsked(async (): Promise<Subject> => {
    const [program, resources] = await Promise.all([ask("program"), ask("resources")]);
    return { program, resources };
  }, []);
  const places = placesOf(asked.data?.resources ?? []);
  const current = route[0] || "live";
  const title = places.find(({ path }) => path === current)?.title ?? "Not found";
  useEffect(() => {
    document.title = `${title} · ${asked.data?.program.project ?? "Console"}`;
  }, [title, asked.data]);
  return (
    <Frame places={places} current={current} program={asked.data?.program}>
      <Shown asked={asked} onRetry={again}>
        {(subject) => <View key={current} current={current} rest={route.slice(1)} {...subject} />}
      </Shown>
    </Frame>
  );
}

const served = (resources: ListedResource[], type: string): ListedResource[] =>
  resources.filter((one) => one.served && one.type === type);

/** Where there is something to be seen. */
function placesOf(resources: ListedResource[]): Place[] {
  return [
    { path: "live", title: "Live" },
    { path: "logs", title: "Logs" },
    { path: "resources", title: "Resources", count: resources.length },
    { path: "program", title: "Program" },
  ];
}

function View({ current, rest, program, resources }: Subject & { current: string; rest: string[] }) {
  const [first = "", second = ""] = rest;
  switch (current) {
    case "live":
      return <Live />;
    case "logs":
      return <Logs functions={served(resources, "aws:lambda/function:Function")} chosen={[first, second]} />;
    case "resources":
      return <Resources resources={resources} />;
    case "program":
      return <Program program={program} />;
    default:
      return <Empty title="There is no such view" />;
  }
}

// Whoever has the address with the token has the cookie now: the token need not be seen, kept or bookmarked.
if (new URLSearchParams(location.search).has("token"))
  history.replaceState(null, "", location.pathname + location.hash);
happenings.connect();

function Page() {
  const [generation] = useState(0);
  return (
    <GenerationContext.Provider value={generation}>
      <Console />
    </GenerationContext.Provider>
  );
}

render(<Page />, document.body);
