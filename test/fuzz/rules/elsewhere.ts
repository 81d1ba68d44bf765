import fc from "fast-check";
import { demandProblem } from "../conformance";
import { type Operation, operations } from "../document";
import { draftsOf } from "../drafts";
import { rule } from "../rule";

/** The methods of a path that the document does not know; OPTIONS is the preflight's. */
const otherMethods = ({ path }: Operation): string[] => {
  const known = operations.filter((one) => one.path === path).map(({ method }) => method);
  return ["GET", "POST", "PUT", "DELETE", "PATCH"].filter((method) => !known.includes(method));
};

export const hasNoOtherMethods = rule(
  "answers 404 to every other method",
  () => true,
  (operation) => fc.tuple(draftsOf(operation), fc.constantFrom(...otherMethods(operation))),
  async ([draft, method], session) => demandProblem(await session.send({ ...draft, method }), 404, "Not found"),
);

/** Whether the document has a path; slashes at the start count as one to API Gateway, and one at the end as none. */
const isKnown = (path: string): boolean => {
  const segments = path.replace(/^\/+/, "/").replace(/\/$/, "").split("/");
  return operations.some((operation) => {
    const known = operation.path.split("/");
    return (
      known.length === segments.length &&
      known.every((one, index) => one === segments[index] || (one.startsWith("{") && segments[index] !== ""))
    );
  });
};

const segments = fc.oneof(
  fc.constantFrom("", ".", "..", "%2e%2e", "%2F", "%zz", "%", "%c3%28", "__proto__", "{id}", "{proxy+}", ";a=b", "*"),
  fc.stringMatching(/^[!-"$->@-~]{1,12}$/),
);

/** Paths near those of the document: a segment more, another one, other letters. */
const otherPaths = ({ path }: Operation): fc.Arbitrary<string> =>
  fc
    .oneof(
      segments.map((segment) => `${path}/${segment}`),
      segments.map((segment) => `/${segment}${path}`),
      segments.map((segment) => path.replace(/[^/]+$/, () => segment)),
      fc.constantFrom(path.toUpperCase(), `/${path}`, `${path}//`, path.slice(0, -1), "/", ""),
    )
    .filter((other) => !isKnown(other));

export const hasNoOtherPaths = rule(
  "answers 404 to every other path",
  () => true,
  (operation) => fc.tuple(draftsOf(operation), otherPaths(operation)),
  async ([draft, path], session) => demandProblem(await session.send({ ...draft, path }), 404, "Not found"),
);
