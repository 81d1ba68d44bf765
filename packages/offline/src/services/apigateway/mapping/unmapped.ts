/** A mapping that is not served; its message is the mapping. */
export class Unmapped extends Error {}
