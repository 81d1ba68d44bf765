import { type Graph, ofType, optionalNumber, optionalText, text } from "../../graph/graph";
import type { GroupSettings } from "./store/group";

/** The log groups that a program declares. A retention of 0 days is for ever. */
export const groupsOf = (graph: Graph): GroupSettings[] =>
  ofType(graph, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs, outputs }) => ({
    name: text(outputs, "name"),
    retentionInDays: optionalNumber(inputs, "retentionInDays") || undefined,
    logGroupClass: optionalText(inputs, "logGroupClass") ?? "STANDARD",
  }));
