import type { Script } from "./loaded-scripts";

/** Where a text stands in a script. */
export interface Place {
  script: Script;
  /** Characters before it. */
  at: number;
}

/** Lines that are shorter are too many alike. */
const tellingCharacters = 24;

/** Finds texts in scripts, each of which may be looked for many times: through a list of all lines that tell much. */
export class Places {
  private readonly lines = new Map<string, Place[]>();
  private readonly found = new Map<string, readonly Place[]>();

  constructor(readonly scripts: readonly Script[]) {
    for (const script of scripts)
      for (const { text, at } of linesOf(script.code)) {
        const places = this.lines.get(text);
        if (places) places.push({ script, at });
        else this.lines.set(text, [{ script, at }]);
      }
  }

  /** All places where a text stands. */
  of(text: string): readonly Place[] {
    const places = this.found.get(text) ?? this.all(text);
    this.found.set(text, places);
    return places;
  }

  private all(text: string): Place[] {
    // The first line and the last may be parts of lines.
    const [rarest] = linesOf(text)
      .slice(1, -1)
      .map((line) => ({ ...line, places: this.lines.get(line.text) ?? [] }))
      .filter((line) => line.text.length >= tellingCharacters)
      .sort((a, b) => a.places.length - b.places.length);
    if (!rarest) return this.scripts.flatMap((script) => placesIn(script, text));
    return rarest.places
      .map(({ script, at }) => ({ script, at: at - rarest.at }))
      .filter(({ script, at }) => script.code.startsWith(text, at));
  }
}

function linesOf(text: string): { text: string; at: number }[] {
  let at = 0;
  return text.split("\n").map((line) => {
    const here = { text: line, at };
    at += line.length + 1;
    return here;
  });
}

function placesIn(script: Script, text: string): Place[] {
  const places: Place[] = [];
  for (let at = script.code.indexOf(text); at >= 0; at = script.code.indexOf(text, at + 1)) places.push({ script, at });
  return places;
}
