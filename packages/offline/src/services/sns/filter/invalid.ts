/** A filter policy that SNS would refuse, or that is not known here; the message says why. */
export class InvalidFilterPolicy extends Error {}
