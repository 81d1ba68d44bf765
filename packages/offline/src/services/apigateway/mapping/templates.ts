import { object, optionalText, type Properties } from "../../../graph/graph";
import { mediaType } from "../media-types";
import { MappingTemplate } from "./template";
import { Unmapped } from "./unmapped";

/** Mapping templates by media types. */
export type Templates = ReadonlyMap<string, MappingTemplate>;

/**
 * The templates of an integration, or of one of its responses. An empty one is there as well: it makes an empty body.
 *
 * @throws Unmapped for one that cannot be read
 */
export const templatesIn = (holder: Properties, key: "requestTemplates" | "responseTemplates"): Templates =>
  new Map(
    Object.entries(object(holder, key)).map(([type, source]) => [type, new MappingTemplate(String(source ?? ""))]),
  );

/** What becomes of a request's body for which there is no template. */
export type Passthrough = "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";

/** @throws Unmapped for what is none */
export function passthroughIn(integration: Properties): Passthrough {
  const given = (optionalText(integration, "passthroughBehavior") ?? "WHEN_NO_MATCH").toUpperCase();
  if (given === "WHEN_NO_MATCH" || given === "WHEN_NO_TEMPLATES" || given === "NEVER") return given;
  throw new Unmapped(`passthroughBehavior ${given}`);
}

/**
 * The template for a request's body; undefined where the body passes as it is, and `refused` where it may not
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html).
 */
export function requestTemplate(
  templates: Templates,
  passthrough: Passthrough,
  contentType: string | undefined,
): MappingTemplate | "refused" | undefined {
  const found = templates.get(mediaType(contentType ?? usualType)) ?? templates.get("$default");
  if (found) return found;
  if (passthrough === "NEVER" || (passthrough === "WHEN_NO_TEMPLATES" && templates.size > 0)) return "refused";
  return undefined;
}

/** The template for a backend's answer, and the type of what it makes: by the answer's own type, or else the usual one. */
export function responseTemplate(
  templates: Templates,
  contentType: string | undefined,
): { type: string; template: MappingTemplate } | undefined {
  for (const type of [mediaType(contentType ?? usualType), usualType, ...templates.keys()]) {
    const template = templates.get(type);
    if (template) return { type, template };
  }
  return undefined;
}

/** What bodies are that say nothing of it. */
export const usualType = "application/json";
