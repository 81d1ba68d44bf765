import { join } from "node:path";
import type { Graph } from "../../graph/graph";
import type { ServiceModule } from "../module";
import { Mailbox } from "./mailbox";
import { pagesOf } from "./pages";

/** Where e-mail goes that services send: into the data folder, never onto a network. */
export const mail: ServiceModule = {
  name: "mail",
  resources: {},
  open(graph, { activity, data }) {
    const mailbox = new Mailbox(
      // Topics alone sent mail once: what they have sent is still found there.
      join(data.path, "sns", "mail.jsonl"),
      ({ to, subject }) => activity.tell({ kind: "mail", time: Date.now(), to, subject }),
      data.opening,
    );
    return {
      mailbox,
      pages: pagesOf(mailbox),
      banner: () => (sendsMail(graph) ? [{ heading: "Mail", rows: [], page: { path: "mail", command: "mail" } }] : []),
      close: () => mailbox.close(),
    };
  },
};

/** Whether a program declares what may send e-mail: subscriptions of topics, and user pools. */
const sendsMail = ({ resources }: Graph): boolean =>
  resources.some(
    ({ type, inputs }) =>
      type === "aws:cognito/userPool:UserPool" ||
      (type === "aws:sns/topicSubscription:TopicSubscription" && String(inputs.protocol).startsWith("email")),
  );
