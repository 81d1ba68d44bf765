import type { Properties, Resource } from "../../graph/graph";

/** Where the program believes it runs, and what there is by then. */
export interface Surroundings {
  region: string;
  account: string;
  /** What the program has declared so far. */
  declared: readonly Resource[];
  /** The stack's configuration, by full key. */
  config: Readonly<Record<string, string>>;
  /** Takes what a person has to know of an answer that is made up. */
  tell: (text: string) => void;
}

/** Answers a data source with its outputs; its inputs are among them without being said. */
export type DataSource = (inputs: Properties, surroundings: Surroundings) => Properties;

/** Data sources by Pulumi's token, such as `aws:ec2/getVpc:getVpc`. */
export type DataSources = Record<string, DataSource>;

/** Why a data source has no answer. Pulumi shows a program what an engine would call the details of an error, and no message. */
export class NoAnswer extends Error {
  readonly details = this.message;
}
