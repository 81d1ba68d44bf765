import type { AttributeValue } from "dynalite/db";
import { type Comparator, type Operand, pathText } from "./ast";
import type { Faults } from "./errors";
import { typeOf } from "./types";
import { order } from "./comparison";

/** What stands for an operand that is at fault. */
export const nothing: Operand = { kind: "value", value: undefined };

/** The type of an operand that can be known without an item. */
export function staticType(operand: Operand | undefined): string | undefined {
  if (operand?.kind === "size") return "N";
  return operand?.kind === "value" && operand.value ? typeOf(operand.value) : undefined;
}

/** An attribute may not be compared with itself. */
export function distinctOperands(name: string, operands: readonly Operand[], faults: Faults): void {
  const [first, second, ...others] = operands;
  if (first?.kind !== "path" || second?.kind !== "path" || others.length > 0) return;
  const text = pathText(first.path);
  if (text === pathText(second.path))
    faults.note(
      "distinct",
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${text}`,
    );
}

/** Only strings, numbers and binary values have an order. */
export function orderedOperands(name: Comparator | "BETWEEN", operands: readonly Operand[], faults: Faults): void {
  const type = operands.map(staticType).find((one) => one !== undefined && !["S", "N", "B"].includes(one));
  if (type !== undefined)
    faults.note(
      "operandType",
      `Incorrect operand type for operator or function; operator: ${name}, operand type: ${type}`,
    );
}

/** The bounds of BETWEEN, where both are given as values. */
export function constantBounds(low: Operand, high: Operand, faults: Faults): void {
  if (low.kind !== "value" || high.kind !== "value" || !low.value || !high.value) return;
  const bounds = `lower bound operand: AttributeValue: ${text(low.value)}, upper bound operand: AttributeValue: ${text(high.value)}`;
  const [lowType, highType] = [typeOf(low.value), typeOf(high.value)];
  if (lowType !== highType)
    faults.note("operandType", `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
  else if ((order(low.value, high.value) ?? 0) > 0)
    faults.note(
      "operandType",
      `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
    );
}

const text = (value: AttributeValue): string => `{${typeOf(value)}:${String(value[typeOf(value)])}}`;
