/** An event pattern that AWS would refuse; the message is AWS's reason. */
export class InvalidPattern extends Error {}
