import type { Condition, Operand } from "./ast";
import type { Faults } from "./errors";
import { distinctOperands, nothing, staticType } from "./operand-checks";
import { attributeTypes } from "./types";

/** A function that is a condition by itself. */
export interface Call {
  kind: "call";
  name: string;
  condition: Condition;
}

const operandCounts: Record<string, number> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

const always: Condition = { kind: "and", conditions: [] };

/** The call of a function; its faults are noted. */
export function callOf(name: string, operands: Operand[], faults: Faults): Call | Extract<Operand, { kind: "size" }> {
  const [first = nothing, second = nothing] = operands;
  check(name, operands, faults);
  switch (name) {
    case "size":
      return { kind: "size", of: first };
    case "attribute_exists":
    case "attribute_not_exists":
      return { kind: "call", name, condition: first.kind === "path" ? { kind: name, path: first.path } : always };
    case "attribute_type":
    case "begins_with":
    case "contains":
      return { kind: "call", name, condition: { kind: name, operand: first, other: second } };
    default:
      return { kind: "call", name, condition: always };
  }
}

function check(name: string, operands: Operand[], faults: Faults): void {
  const count = Object.hasOwn(operandCounts, name) ? operandCounts[name] : undefined;
  if (count === undefined) return faults.note("unknownFunction", `Invalid function name; function: ${name}`);
  if (count !== operands.length)
    return faults.note(
      "operandCount",
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  distinctOperands(name, operands, faults);
  const fault = operandFault(name, operands);
  if (fault !== undefined) faults.note("operandType", fault);
}

function operandFault(name: string, operands: Operand[]): string | undefined {
  const incorrect = (type: string) =>
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
  const types = operands.map(staticType);
  switch (name) {
    case "attribute_exists":
    case "attribute_not_exists":
      return operands[0]?.kind === "path"
        ? undefined
        : `Operator or function requires a document path; operator or function: ${name}`;
    case "begins_with": {
      const wrong = types.find((type) => type !== undefined && type !== "S" && type !== "B");
      return wrong && incorrect(wrong);
    }
    case "attribute_type":
      return types[1] === "S" ? typeNameFault(operands[1]) : incorrect(types[1] ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
    case "size":
      return types[0] !== undefined && ["N", "BOOL", "NULL"].includes(types[0]) ? incorrect(types[0]) : undefined;
    default:
      return undefined;
  }
}

function typeNameFault(operand: Operand | undefined): string | undefined {
  const name = operand?.kind === "value" ? operand.value?.S : undefined;
  if (name === undefined || attributeTypes.some((type) => type === name)) return undefined;
  return `Invalid attribute type name found; type: ${name}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
}
