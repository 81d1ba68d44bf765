/** Something that a rule asks for and that is not served: the rule does nothing, and the start says so. */
export class Unserved extends Error {}
