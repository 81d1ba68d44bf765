import type { IncomingMessage } from "node:http";
import type { Method } from "./document";
import { type Incoming, parametersOf } from "./event";
import { mediaType } from "./media-types";
import { Refusal } from "./refusal";
import { places, type RequiredParameters } from "./validator";

type Given = Pick<Incoming, "message" | "query" | "variables">;

function valueOf(place: (typeof places)[number], name: string, { message, query, variables }: Given): string {
  switch (place) {
    case "header":
      return String(message.headers[name.toLowerCase()] ?? "");
    case "path":
      return variables[name] ?? "";
    case "query":
      return parametersOf(query).last(name) ?? "";
  }
}

/** @throws Refusal naming the required parameters that are missing or blank */
export function checkParameters(required: RequiredParameters, given: Given): void {
  let missing: string[] | undefined;
  for (const place of places)
    for (const name of required[place]) if (valueOf(place, name, given).trim() === "") (missing ??= []).push(name);
  if (missing)
    throw new Refusal("BAD_REQUEST_PARAMETERS", {
      message: `Missing required request parameters: [${missing.join(", ")}]`,
    });
}

/**
 * A body whose content type has no model is not looked at: the function has to.
 *
 * @throws Refusal if the body does not fit the model
 */
export function checkBody({ bodyChecks }: Method, { headers }: IncomingMessage, body: Buffer): void {
  if (!bodyChecks) return;
  const type = mediaType(headers["content-type"] ?? "application/json");
  const errors = (bodyChecks.get(type) ?? bodyChecks.get("$default"))?.(body.toString("utf8"));
  if (errors !== undefined) throw new Refusal("BAD_REQUEST_BODY", { validationErrors: errors });
}
