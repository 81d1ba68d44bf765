/** What is wrong with an expression, without the name of the parameter that holds it. */
export class ExpressionError extends Error {
  override name = "ExpressionError";
}

/** Kinds of faults that an expression can have although it can be read. */
export type FaultKind =
  | "reserved"
  | "attributeName"
  | "attributeValue"
  | "parentheses"
  | "unknownFunction"
  | "misusedFunction"
  | "operandCount"
  | "distinct"
  | "operandType"
  | "condition"
  | "section"
  | "overlap"
  | "conflict";

/**
 * Faults of an expression. DynamoDB reads an expression to its end and names one fault, by an order of kinds, not of
 * places; the orders are those that dynalite found by asking DynamoDB.
 */
export class Faults {
  private readonly found = new Map<FaultKind, string>();

  /** Notes a fault; of each kind the first one counts. */
  note(kind: FaultKind, message: string): void {
    if (!this.found.has(kind)) this.found.set(kind, message);
  }

  /** The fault to name, by an order of kinds. */
  first(order: readonly FaultKind[]): string | undefined {
    const kind = order.find((one) => this.found.has(one));
    return kind && this.found.get(kind);
  }

  /** @throws ExpressionError if there is a fault of these kinds */
  refuse(order: readonly FaultKind[]): void {
    const message = this.first(order);
    if (message !== undefined) throw new ExpressionError(message);
  }
}
