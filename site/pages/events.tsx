import { Comments } from "../comments/comments";
import "../style/events.css";
import "../style/comments.css";
import { useState } from "preact/hooks";
import { EventList } from "../events/list";
import { start } from "../shell/start";

function Events() {
  // What stands below comes when it is known how long the list is: nothing moves under the reader's eyes.
  const [isListed, setListed] = useState(false);
  return (
    <>
      <EventList onSettled={() => setListed(true)} />
      {isListed && <Comments sectionId="events" />}
    </>
  );
}

start({ name: "events", titleOf: (text) => text.events.title, Content: Events, asksApi: true });
