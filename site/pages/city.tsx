import "uplot/dist/uPlot.min.css";
import "../style/city.css";
import "../style/comments.css";
import { useState } from "preact/hooks";
import { Day } from "../city/day";
import { Totals } from "../city/totals";
import { MeasurementsUpload } from "../city/upload";
import { Comments } from "../comments/comments";
import { answered, useApi } from "../shell/api";
import { FailureNote, Skeleton } from "../shell/feedback";
import { useText } from "../shell/language";
import { useRequest } from "../shell/request";
import { start } from "../shell/start";

/** A day, and the type of measurement that is looked at. */
export interface Place {
  date: string;
  type?: string;
}

function City() {
  const text = useText();
  const { client } = useApi();
  const [stats, reload] = useRequest(async () => (await answered(client.GET("/stats"))).data, [client]);
  const [chosen, setChosen] = useState<Place>();
  // What stands below comes when it is known how long the day is: nothing moves under the reader's eyes.
  const [isSettled, setSettled] = useState(false);
  const place = chosen ?? (stats.data?.lastDate ? { date: stats.data.lastDate } : undefined);
  const isComplete = isSettled || stats.state === "failed" || (stats.state === "ready" && !place);
  const show = (shown: Place): void => {
    setChosen(shown);
    reload();
  };
  return (
    <>
      <section aria-labelledby="city-title">
        <div>
          <h1 id="city-title">{text.city.title}</h1>
          <p class="lead">{text.city.lead}</p>
        </div>
        {stats.state === "failed" && <FailureNote failure={stats.failure} onRetry={reload} />}
        {!stats.data && stats.state === "loading" && <Skeleton shape="block" />}
        {stats.data && <Totals stats={stats.data} />}
        {place && <Day place={place} onPlace={setChosen} onSettled={() => setSettled(true)} />}
      </section>
      {isComplete && <MeasurementsUpload onShow={show} />}
      {isComplete && <Comments sectionId="city" />}
    </>
  );
}

start({ name: "city", titleOf: (text) => text.city.title, Content: City, asksApi: true });
