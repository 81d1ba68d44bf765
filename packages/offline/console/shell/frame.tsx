import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ProgramSummary } from "../../src/services/page-answers";
import { useWatched } from "./happenings";
import { href } from "./route";

/** A place in the navigation. */
export interface Place {
  /** The first part of its address. */
  path: string;
  title: string;
  /** How many there are; undefined where that says nothing. */
  count?: number;
}

/** What all views have around them. */
export function Frame(props: {
  places: Place[];
  current: string;
  program: ProgramSummary | undefined;
  children: ComponentChildren;
}) {
  const { places, current, program, children } = props;
  const navigation = useRef<HTMLElement>(null);
  // Where the places are a bar, the current one may be beyond its edge.
  useEffect(() => {
    const link = navigation.current?.querySelector("[aria-current]");
    link?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current, places.length]);
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header class="side">
        <a class="brand" href={href("live")}>
          <img src="/_offline/console/icon.svg" alt="" width="28" height="28" />
          <span>
            <strong>{program?.project ?? "Console"}</strong>
            {program && <small>{program.stack}</small>}
          </span>
        </a>
        <nav ref={navigation} aria-label="Console">
          {places.map(({ path, title, count }) => (
            <a key={path} href={href(path)} aria-current={path === current ? "page" : undefined}>
              {title}
              {count !== undefined && <span class="count">{count}</span>}
            </a>
          ))}
        </nav>
        <Connection />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** The address behind `#` is the view's: the browser must not follow this one. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function Connection() {
  const isConnected = useWatched((happenings) => happenings.isConnected);
  return (
    <p class={isConnected ? "connection live" : "connection"} role="status">
      {isConnected ? "Connected" : "Not connected"}
    </p>
  );
}
