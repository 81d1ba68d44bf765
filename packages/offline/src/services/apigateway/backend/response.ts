import type { HttpResponse } from "../../../protocol/http-response";
import type { Incoming, Place } from "../event";
import { type ResponseMapping, responseValue } from "../mapping/parameters";
import { responseTemplate, usualType } from "../mapping/templates";
import type { Variables } from "../mapping/variables";
import { Refusal } from "../refusal";
import type { Answered } from "./backends";

/** What a mapping of an answer may name besides the answer. */
export interface AnswerContext {
  incoming: Incoming;
  variables: Variables;
  place: Pick<Place, "isBinary">;
}

/**
 * The answer that an integration's responses make of a backend's.
 *
 * @throws Refusal where none is for it
 */
export function mappedAnswer(
  responses: readonly ResponseMapping[],
  answer: Answered,
  { incoming, variables, place }: AnswerContext,
): HttpResponse {
  const { tested } = answer;
  const mapping =
    (tested === undefined ? undefined : responses.find(({ pattern }) => pattern?.test(tested))) ??
    responses.find(({ pattern }) => !pattern);
  if (!mapping) throw new Refusal("API_CONFIGURATION_ERROR");
  const type = answer.headers["content-type"]?.toString();
  const found = responseTemplate(mapping.templates, type);
  const body = found
    ? found.template.render(() => variables.forTemplate(answer.body.toString("utf8")))
    : kept(answer, place.isBinary(type) || place.isBinary(incoming.message.headers.accept));
  const sent = new Map<string, [name: string, value: string]>();
  const send = (name: string, value: string) => sent.set(name.toLowerCase(), [name, value]);
  send("Content-Type", found?.type ?? usualType);
  for (const { name, from } of mapping.headers) {
    const value = responseValue(from, answer, variables);
    if (value !== undefined) send(name, value);
  }
  const { responseOverride: override } = variables.overrides;
  for (const [name, value] of Object.entries(override.header)) send(name, String(value));
  const status = override.status === undefined ? mapping.status : Number(override.status);
  return { status, headers: [...sent.values()], body };
}

/** What is no binary type to the API becomes text, whatever it was. */
const kept = ({ body }: Answered, isBinary: boolean): Buffer | string => (isBinary ? body : body.toString("utf8"));
