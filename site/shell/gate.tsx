import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { AtelierClient } from "../../client";
import type { SiteConfig } from "../config";
import { type Admission, clientOf, type Failure, isForbidden } from "./api";
import { Skeleton } from "./feedback";
import { givenKey, keepKey, KeyDialog, KeyPage } from "./key";
import { useText } from "./language";
import { failureOf } from "./request";
import { type Person, Session } from "./session";
import { SessionEnded, SignedInBeside, SignInPage } from "./sign-in";

/** What a gate lets a page do. */
export interface Passage {
  client: AtelierClient;
  /** Changes with who is let in: what is shown is asked for anew then. */
  pass: unknown;
  /** Who has signed in, where people do. */
  person?: Person;
  /** What stands in the place of the page, for who is not let in yet. */
  barrier?: VNode;
  /** What stands over the page: what is being written stays. */
  dialog?: VNode;
  /** How a person gives up being let in. */
  leave?: { label: string; act: () => void };
}

export interface GateProps {
  config: SiteConfig;
  /** Whether the page asks the API at all. */
  asksApi: boolean;
  children: (passage: Passage) => VNode;
}

/** Lets in whoever has the API key, where the API asks for one. */
export function KeyGate({ config, asksApi, children }: GateProps) {
  const text = useText();
  const [key, setKey] = useState(givenKey);
  const [wasRefused, setRefused] = useState(false);
  const keyNow = useRef(key);
  const give = (given: string | undefined, refused = false): void => {
    keepKey(given);
    keyNow.current = given;
    setRefused(refused);
    setKey(given);
  };
  const client = useMemo(() => {
    const admission: Admission = {
      header: async () => (keyNow.current === undefined ? undefined : ["x-api-key", keyNow.current]),
      async answered([, sent], answer) {
        if (sent === keyNow.current && (await isForbidden(answer))) give(undefined, true);
      },
    };
    return clientOf(config.apiUrl, admission);
  }, [config]);
  const needsKey = asksApi && config.apiKeyRequired && key === undefined;
  const passage: Passage = {
    ...{ client, pass: key },
    barrier: needsKey && !wasRefused ? <KeyPage config={config} onKey={give} /> : undefined,
    dialog:
      needsKey && wasRefused ? <KeyDialog config={config} onKey={give} onClose={() => setRefused(false)} /> : undefined,
    leave:
      config.apiKeyRequired && key !== undefined ? { label: text.forgetKey, act: () => give(undefined) } : undefined,
  };
  return children(passage);
}

/** Where a page is with signing in. */
type SigningIn = { at: "arriving" } | { at: "door"; failure?: Failure } | { at: "elsewhere" } | { at: "in" | "ended" };

/** Lets in whoever signs in with the stack's user pool. */
export function SignInGate({ config, asksApi, children }: GateProps) {
  const { signIn } = useText();
  const [standing, setStanding] = useState<SigningIn>({ at: "arriving" });
  const [isAsking, setAsking] = useState(false);
  const session = useMemo(() => {
    if (!config.signIn) throw new Error("nobody signs in here");
    const changed = (): void => {
      setStanding({ at: made.person ? "in" : "ended" });
      setAsking(!made.person);
    };
    const made = new Session(config.signIn, changed);
    return made;
  }, [config]);
  useEffect(() => {
    const enter = async (): Promise<void> => {
      const arrival = await session.arrive();
      if (arrival === "elsewhere") {
        setStanding({ at: "elsewhere" });
        close();
      } else if (arrival === "other") {
        if (asksApi && session.wasSignedIn) await session.begin();
        else setStanding({ at: "door" });
      }
    };
    enter().catch((error: unknown) => setStanding({ at: "door", failure: failureOf(error) }));
  }, [session]);
  const client = useMemo(() => {
    const admission: Admission = {
      async header() {
        const token = await session.token();
        return token === undefined ? undefined : ["authorization", `Bearer ${token}`];
      },
      answered([, sent], { status }) {
        if (status === 401) session.refused(sent.replace(/^Bearer /, ""));
      },
    };
    return clientOf(config.apiUrl, admission);
  }, [session]);
  const begin = (): void =>
    void session.begin().catch((error: unknown) => setStanding({ at: "door", failure: failureOf(error) }));
  const barriers: Partial<Record<SigningIn["at"], VNode>> = {
    arriving: <Skeleton shape="block" />,
    elsewhere: <SignedInBeside />,
    door: <SignInPage onSignIn={begin} failure={standing.at === "door" ? standing.failure : undefined} />,
  };
  const { person } = session;
  const passage: Passage = {
    ...{ client, pass: person, person },
    barrier: asksApi || standing.at === "elsewhere" ? barriers[standing.at] : undefined,
    dialog: isAsking ? (
      <SessionEnded onSignIn={() => session.beginBeside()} onClose={() => setAsking(false)} />
    ) : undefined,
    leave: person && { label: signIn.leave(person.email), act: () => void session.leave() },
  };
  return children(passage);
}
