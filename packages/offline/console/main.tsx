import { render } from "preact";
import { useEffect } from "preact/hooks";
import "./style/base.css";
import "./style/controls.css";
import "./style/shell.css";
import "./style/live.css";
import "./style/data.css";
import type { ListedResource, ProgramSummary } from "../src/services/page-answers";
import { Alarms } from "./alarms/alarms";
import { Apis } from "./api/apis";
import { Buckets } from "./buckets/buckets";
import { Functions } from "./lambda/list";
import { Live } from "./live/live";
import { Logs } from "./logs/logs";
import { Mailbox } from "./mail/mail";
import { Program } from "./program/program";
import { Resources } from "./program/resources";
import { Queues } from "./queues/queues";
import { Schedules } from "./schedules/schedules";
import { GenerationContext, useAsked } from "./shell/asking";
import { Heading } from "./shell/controls";
import { Shown } from "./shell/feedback";
import { Frame, type Place } from "./shell/frame";
import { happenings, useWatched } from "./shell/happenings";
import { ask } from "./shell/host";
import { NamesContext, namesOf } from "./shell/names";
import { useRoute } from "./shell/route";
import { Tables } from "./tables/tables";

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
        {(subject) => (
          <NamesContext.Provider value={namesOf(served(subject.resources, [functionType]))}>
            <View key={current} current={current} rest={route.slice(1)} {...subject} />
          </NamesContext.Provider>
        )}
      </Shown>
    </Frame>
  );
}

const functionType = "aws:lambda/function:Function";

const served = (resources: ListedResource[], types: readonly string[]): ListedResource[] =>
  resources.filter((one) => one.served && types.includes(one.type));

/** Places that there are where the program has what they show; each with the types that it shows. */
const ofResources: { path: string; title: string; types: string[] }[] = [
  { path: "api", title: "API", types: ["aws:apigateway/stage:Stage"] },
  { path: "functions", title: "Functions", types: [functionType] },
  { path: "tables", title: "Tables", types: ["aws:dynamodb/table:Table"] },
  { path: "buckets", title: "Buckets", types: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] },
  { path: "queues", title: "Queues", types: ["aws:sqs/queue:Queue"] },
  {
    path: "schedules",
    title: "Schedules",
    types: ["aws:cloudwatch/eventRule:EventRule", "aws:scheduler/schedule:Schedule"],
  },
  {
    path: "alarms",
    title: "Alarms",
    types: ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"],
  },
  { path: "mail", title: "Mail", types: ["aws:sns/topic:Topic"] },
];

/** Where there is something to be seen. */
function placesOf(resources: ListedResource[]): Place[] {
  const counted = ofResources.map(({ path, title, types }) => ({
    path,
    title,
    count: served(resources, types).length,
  }));
  return [
    { path: "live", title: "Live" },
    { path: "logs", title: "Logs" },
    ...counted.filter(({ count }) => count > 0),
    { path: "resources", title: "Resources", count: resources.length },
    { path: "program", title: "Program" },
  ];
}

function View({ current, rest, program, resources }: Subject & { current: string; rest: string[] }) {
  const [first = "", second = ""] = rest;
  const own = served(resources, ofResources.find(({ path }) => path === current)?.types ?? []);
  switch (current) {
    case "live":
      return <Live />;
    case "logs":
      return <Logs functions={served(resources, [functionType])} chosen={[first, second]} />;
    case "api":
      return <Apis chosen={rest} />;
    case "functions":
      return <Functions functions={own} chosen={first} />;
    case "tables":
      return <Tables tables={own} chosen={first} />;
    case "buckets":
      return <Buckets buckets={own} chosen={[first, second]} />;
    case "queues":
      return <Queues chosen={first} />;
    case "schedules":
      return <Schedules />;
    case "alarms":
      return <Alarms />;
    case "mail":
      return <Mailbox />;
    case "resources":
      return <Resources resources={resources} />;
    case "program":
      return <Program program={program} />;
    default:
      return <Heading title="There is no such view" />;
  }
}

// Whoever has the address with the token has the cookie now: the token need not be seen, kept or bookmarked.
if (new URLSearchParams(location.search).has("token"))
  history.replaceState(null, "", location.pathname + location.hash);
happenings.connect();

function Page() {
  const generation = useWatched(({ generation }) => generation);
  return (
    <GenerationContext.Provider value={generation}>
      <Console />
    </GenerationContext.Provider>
  );
}

render(<Page />, document.body);
