import * as pulumi from "@pulumi/pulumi";

/**
 * Where the stack's own metrics are. They have no dimensions, of which each value would be billed as one metric more, so
 * that two stacks in one account are told apart by this alone.
 */
export const metricNamespace = (): string => `${pulumi.getProject()}/${pulumi.getStack()}`;
