import { propertiesOf, textOf } from "../../tools/json";
import type { Listed } from "./stores";

/** A host's own pages, as its user's tools ask for them. */
export interface Door {
  url: string;
  token: string;
}

const ask = async ({ url, token }: Door, path: string, method = "GET"): Promise<Response> =>
  fetch(`${url}/_offline/${path}`, { method, headers: { "x-offline-token": token } });

/** The stack's outputs that are texts. */
export const outputsOf = async (door: Door): Promise<Record<string, string>> =>
  Object(await (await ask(door, "outputs")).json());

export const regionOf = async (door: Door): Promise<string> =>
  textOf(await (await ask(door, "program")).json(), "region");

export const resourcesOf = async (door: Door): Promise<Listed[]> => Object(await (await ask(door, "resources")).json());

/** Fires a schedule and waits for its function; returns what went wrong, if anything did. */
export const fire = async (door: Door, schedule: string): Promise<string | undefined> => {
  const answer = await ask(door, `schedules/${schedule}/fire?wait=true`, "POST");
  const { detail = answer.status } = propertiesOf(await answer.json());
  return answer.status === 200 ? undefined : String(detail);
};
