import type { Rule } from "./rule";
import { answersAsDocumented, ignoresTheUnknown, takesWhatIsAllowed } from "./rules/allowed";
import { hasNoOtherMethods, hasNoOtherPaths } from "./rules/elsewhere";
import { asksForItsKey, refusesBodies, refusesParameters, refusesTooMuch } from "./rules/refused";
import { keepsWhatItMade, repeatsSafely } from "./rules/state";

/** What holds for every operation of the document, or for every one of some form. */
export const rules: Rule[] = [
  takesWhatIsAllowed,
  ignoresTheUnknown,
  answersAsDocumented,
  refusesBodies,
  refusesParameters,
  refusesTooMuch,
  asksForItsKey,
  hasNoOtherMethods,
  hasNoOtherPaths,
  repeatsSafely,
  keepsWhatItMade,
];
