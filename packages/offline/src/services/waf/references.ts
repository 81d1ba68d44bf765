import { UserError } from "../../errors";
import { type Graph, objects, ofType, type Properties, type Resource, text, texts } from "../../graph/graph";
import { Addresses } from "./addresses";
import { bytesOf } from "./fields";
import { Unserved } from "./unserved";

/** What statements refer to by ARN: IP sets, sets of expressions and groups of rules that the program declares. */
export class References {
  private readonly byArn: ReadonlyMap<string, Resource>;

  constructor(graph: Graph) {
    const kinds = ["ipSet:IpSet", "regexPatternSet:RegexPatternSet", "ruleGroup:RuleGroup"];
    const resources = kinds.flatMap((kind) => ofType(graph, `aws:wafv2/${kind}`));
    this.byArn = new Map(resources.map((resource) => [text(resource.outputs, "arn"), resource]));
  }

  /**
   * @throws Unserved for one that the program does not declare
   * @throws UserError for what is no address
   */
  addresses(arn: string): Addresses {
    const { name, inputs } = this.find(arn);
    try {
      return new Addresses(texts(inputs, "addresses"));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UserError(`AWS would refuse the IP set ${name}: ${error.message} is no range of addresses`);
    }
  }

  /**
   * @throws Unserved for one that the program does not declare
   * @throws UserError for what is no expression
   */
  expressions(arn: string): RegExp[] {
    const { name, inputs } = this.find(arn);
    return objects(inputs, "regularExpressions").map((one) => expression(text(one, "regexString"), `the set ${name}`));
  }

  /** @throws Unserved for one that the program does not declare */
  ruleGroup(arn: string): { name: string; inputs: Properties } {
    const { inputs, outputs } = this.find(arn);
    return { name: text(outputs, "name"), inputs };
  }

  private find(arn: string): Resource {
    const found = this.byArn.get(arn);
    if (!found) throw new Unserved(`${arn}, which the program does not declare`);
    return found;
  }
}

/**
 * A regular expression over bytes, each of which is a character.
 *
 * @throws UserError for what is none
 */
export function expression(source: string, where: string): RegExp {
  try {
    return new RegExp(bytesOf(source));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`the expression ${source} of ${where} is none: ${error.message}`);
  }
}
