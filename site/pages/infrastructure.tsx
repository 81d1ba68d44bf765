import "../style/comments.css";
import "../style/infrastructure.css";
import { useState } from "preact/hooks";
import { Comments } from "../comments/comments";
import { Containers } from "../infrastructure/containers";
import { HealthPanel } from "../infrastructure/health";
import { Instances } from "../infrastructure/instances";
import { useConfig } from "../shell/configuration";
import { useText } from "../shell/language";
import { start } from "../shell/start";

function Infrastructure() {
  const text = useText();
  // What stands below comes when the containers are known: nothing moves under the reader's eyes.
  const [isSettled, setSettled] = useState(false);
  return (
    <>
      <section aria-labelledby="infrastructure-title">
        <div>
          <h1 id="infrastructure-title">{text.infrastructure.title}</h1>
          <p class="lead">{text.infrastructure.lead}</p>
        </div>
        <div class="panels">
          <HealthPanel />
          <Instances />
        </div>
        <Containers onSettled={() => setSettled(true)} />
        <Links />
      </section>
      {isSettled && <Comments sectionId="infrastructure" />}
    </>
  );
}

/** Where AWS's console shows more; an emulator has none. */
function Links() {
  const { links } = useText().infrastructure;
  const { dashboardUrl, logsUrl, environment } = useConfig();
  // Offline the program says what it would on AWS, where there is nothing of it.
  if (environment === "offline" || dashboardUrl === "" || logsUrl === "") return null;
  return (
    <section class="panel" aria-labelledby="links-title">
      <h2 id="links-title">{links.title}</h2>
      <p class="row">
        <a class="button quiet" href={dashboardUrl}>
          {links.dashboard}
        </a>
        <a class="button quiet" href={logsUrl}>
          {links.logs}
        </a>
      </p>
    </section>
  );
}

start({
  name: "infrastructure",
  titleOf: (text) => text.infrastructure.title,
  Content: Infrastructure,
  asksApi: true,
});
